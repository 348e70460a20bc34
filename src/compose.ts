import { type App, openApp } from './compose/app.ts';
import { type DemoApp, openDemo } from './compose/demo/demo.ts';
import type { AppRequest, Surroundings } from './compose/surroundings.ts';

/** What opens the apps; the one place the commands reach the rest of the program by. */
export interface OpenApps {
  openApp(request: AppRequest): Promise<App>;
  openDemo(surroundings: Surroundings): Promise<DemoApp>;
}

export type { App, AppRequest, DemoApp, Surroundings };
export { openApp, openDemo };
