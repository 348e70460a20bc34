import { join } from 'node:path';
import type { ProcessOutcome } from '../../../ports/process.ts';
import { type CheckContext, environmentOf, runProgram } from '../../runner.ts';
import type { BuildFolder } from '../build-folder.ts';

/** Go, ready to be run in the tree. */
export interface Go {
  /** Absolute path of the program. */
  readonly program: string;
  readonly context: CheckContext;
  readonly build: BuildFolder;
}

/** Runs `go` in a folder of the tree. */
export async function runGo(
  args: readonly string[],
  run: { readonly folder: string; readonly onLine?: (line: string) => void },
  { program, context, build }: Go,
): Promise<ProcessOutcome> {
  const { env, writable } = surroundings(context, build);
  const { folder, ...rest } = run;
  const cwd = join(context.scope.root, folder);
  return runProgram({ argv: [program, ...args], cwd, env, writable, ...rest }, context);
}

/**
 * Nothing is downloaded. In a cage the home folder is empty, so what was compiled is kept elsewhere; a report is
 * written there too.
 */
function surroundings(context: CheckContext, build: BuildFolder) {
  const offline = { GOPROXY: 'off' };
  const reports = build.at('go-reports');
  const { deps } = context;
  const hasHome = deps.sandbox.level !== 'os' && environmentOf(context)['HOME'] !== undefined;
  if (hasHome) return { env: offline, writable: [reports] };
  const cache = build.at('go-cache');
  return { env: { ...offline, GOCACHE: cache }, writable: [reports, cache] };
}
