import { type App, openApp } from './compose/app.ts';
import type { DemoApp } from './compose/demo/demo.ts';
import type { AskSandbox, SandboxAnswer } from './compose/sandbox-answer.ts';
import type { AppRequest, Surroundings } from './compose/surroundings.ts';

/** What opens the apps; the one place the commands reach the rest of the program by. */
export interface OpenApps {
  openApp(request: AppRequest): Promise<App>;
  openDemo(surroundings: Surroundings): Promise<DemoApp>;
}

/** Loaded when asked for: it knows the whole program. */
export async function openDemo(surroundings: Surroundings): Promise<DemoApp> {
  const demo = await import('./compose/demo/demo.ts');
  return demo.openDemo(surroundings);
}

export type { App, AppRequest, AskSandbox, DemoApp, SandboxAnswer, Surroundings };
export { openApp };
