import { openApp } from './compose.ts';
import { type Config, DEFAULT_CONFIG } from './domain/config.ts';
import type { BuildReport } from './domain/data.ts';

export type { Config } from './domain/config.ts';
export type { BuildReport } from './domain/data.ts';
export { CodeliciousError, type ErrorCode } from './domain/errors.ts';
export type { RunEvent, StampedEvent } from './domain/events.ts';
export type { ChunkOutcome, PartOutcome, RunOutcome, SpecOutcome } from './domain/outcome.ts';

/** One build, as a program asks for it. */
export interface RunRequest {
  /** The repository or a folder in it. */
  readonly repo: string;
  /** What differs from the built-in defaults; configuration files are not read. */
  readonly config?: Partial<Config>;
  /** The complete environment of the run. */
  readonly env: Readonly<Record<string, string>>;
  /** Aborted with `SIGINT`, `SIGTERM` or `SIGHUP` as its reason to end in good order. */
  readonly signal?: AbortSignal;
  /** Gets each event as a line of JSON. */
  readonly onEvent?: (line: string) => void;
  /** Gets what a person would read; nothing is printed otherwise. */
  readonly onProgress?: (text: string) => void;
}

/**
 * Builds what is open in a repository, as `codelicious build` does.
 * @throws CodeliciousError when the run cannot go on
 */
export async function run(request: RunRequest): Promise<BuildReport> {
  const { repo, env, config = {}, onEvent, onProgress = () => undefined } = request;
  const app = await openApp({
    repo,
    env,
    cwd: repo,
    config: { ...DEFAULT_CONFIG, ...config },
    signal: request.signal ?? new AbortController().signal,
    version: 'library',
    skipAuthCheck: false,
    askSandbox: () => Promise.resolve(null),
    resumeCommand: `codelicious ${repo}`,
    display: { level: 'normal', color: false, terminal: false, width: 100, write: onProgress },
    events: onEvent === undefined ? { kind: 'none' } : { kind: 'stdout', write: onEvent },
  });
  return app.build();
}
