import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * What the stand-in does when the conditions fit; a step without conditions always fits. Changes are
 * made in the order of the members below, then comes the output, then the end.
 */
export interface FakeStep {
  /** `CODELICIOUS_JOB`. */
  readonly job?: 'plan' | 'build' | 'repair' | 'shrink';
  /** A part of `CODELICIOUS_CHUNK_TITLE`. */
  readonly chunk?: string;
  /** `CODELICIOUS_SPEC`. */
  readonly spec?: string;
  /** 1 for the first call with this job and title, ever (also by earlier runs in the same folder). */
  readonly attempt?: number;

  /** Path below the working directory → whole content. Folders are made. */
  readonly write?: Readonly<Record<string, string>>;
  /** Path → text added at the end; made when absent. */
  readonly append?: Readonly<Record<string, string>>;
  readonly replace?: readonly {
    readonly path: string;
    readonly old: string;
    readonly new: string;
  }[];
  readonly remove?: readonly string[];
  readonly executable?: readonly string[];
  /** Path → where it points. */
  readonly symlink?: Readonly<Record<string, string>>;
  /** Arguments of git commands run in the working directory, as an agent that commits by itself would. */
  readonly git?: readonly (readonly string[])[];

  /** Bytes of plain text printed first. */
  readonly flood?: number;
  /** Bytes after which the flood begins a new line; default 120,000. */
  readonly floodLine?: number;
  /** Sent over and over instead of plain text; `@` in it stands for `floodLine` characters. */
  readonly floodMessage?: unknown;
  readonly stderr?: string;
  /** Printed instead of stream-json: `''` for a program that says nothing. */
  readonly output?: string;
  /** The same in base64, for what is no text. */
  readonly bytes?: string;
  /** Printed instead of the usual three stream-json messages, one a line; a string is printed as it is. */
  readonly lines?: readonly unknown[];
  /** The final text; default `Done.`. */
  readonly summary?: string;
  /** Items of a `remaining` block after the summary. */
  readonly remaining?: readonly string[];
  readonly session?: string;
  /** Default 0.01. */
  readonly costUsd?: number;
  /** Members put over those of the result message, such as `{ is_error: true, api_error_status: 429 }`. */
  readonly result?: Readonly<Record<string, unknown>>;

  /** Leaves a child in a session of its own that ignores TERM; its pid is in the call. */
  readonly orphan?: boolean;
  /** Milliseconds between output and end. */
  readonly delayMs?: number;
  /** Never ends by itself and, unless `lines` are given, says no result. */
  readonly hang?: boolean;
  /** Says everything and never ends by itself. */
  readonly linger?: boolean;
  readonly exitCode?: number;
}

/** One call as the stand-in saw it. */
export interface FakeCall {
  readonly job: string;
  readonly title: string;
  readonly spec: string;
  readonly attempt: number;
  /** Index of the step that was played; -1 when none fitted and it did nothing, successfully. */
  readonly step: number;
  readonly argv: readonly string[];
  readonly prompt: string;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly pid: number;
  readonly child: number | null;
}

export interface FakeClaude {
  /** The folder to put first on PATH. */
  readonly path: string;
  /** Every call so far, oldest first. */
  calls(): readonly FakeCall[];
  /** Replaces the scenario; attempts go on counting. */
  play(scenario: readonly FakeStep[]): void;
}

/**
 * Installs an executable `claude` in `<dir>/fake-claude` that plays a scenario: the first step whose
 * conditions fit is played at each call.
 *
 * ```ts
 * const claude = installFakeClaude(temp, [
 *   { chunk: 'Add login', write: { 'src/login.js': 'export {};\n' } },
 *   { job: 'repair', replace: [{ path: 'src/a.js', old: '1', new: '2' }] },
 *   { chunk: 'Never ends', hang: true },
 * ]);
 * run({ PATH: `${claude.path}:${process.env.PATH}` });
 * expect(claude.calls().map((call) => call.title)).toEqual(['Add login', …]);
 * ```
 */
export function installFakeClaude(dir: string, scenario: readonly FakeStep[]): FakeClaude {
  const path = join(dir, 'fake-claude');
  const program = fileURLToPath(new URL('./fake-claude-program.cjs', import.meta.url));
  const play = (steps: readonly FakeStep[]): void => {
    writeFileSync(join(path, 'scenario.json'), JSON.stringify(steps));
  };
  mkdirSync(path, { recursive: true });
  const body = `require(${JSON.stringify(program)}).main(${JSON.stringify(path)});`;
  writeFileSync(join(path, 'claude'), `#!${process.execPath}\n${body}\n`);
  chmodSync(join(path, 'claude'), 0o755);
  play(scenario);
  return { path, calls: () => readCalls(join(path, 'calls.jsonl')), play };
}

function readCalls(file: string): readonly FakeCall[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as FakeCall);
}
