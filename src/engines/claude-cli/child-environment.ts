import { engineEnvironment } from '../environment.ts';
import { cloudsOf } from './account.ts';
import { SHELL_MAX_MS } from './call-watch.ts';

/** What the program reads as its own: credentials, endpoint, switches. */
const OWN = ['ANTHROPIC_', 'CLAUDE_'];

/** How a program that runs inside another Claude Code knows its parent; ours is nobody's child. */
const PARENT_SESSION =
  /^(?:CLAUDECODE|CLAUDE_PID|AI_AGENT|CLAUDE_CODE_(?:ENTRYPOINT|EXECPATH|SSE_PORT|CHILD_.*|MESSAGING_.*|SESSION_.*))$/;

/** Milliseconds the program waits for the beginning of an answer, and for the next byte of one. */
const ANSWER_MS = 240_000;
const NEXT_BYTE_MS = 120_000;
/** Milliseconds a command of the program's shell may run where the model asks for no more. */
const SHELL_MS = 120_000;

/**
 * Switches for unattended use: no telemetry, no updates, no retries (those are the caller's), no
 * tasks that outlive the answer, no memory between calls, and `@path` in a spec attaches no file.
 * Hangs of the provider and of commands end before we take the program's silence for one of its own.
 */
const SWITCHES = {
  API_TIMEOUT_MS: String(ANSWER_MS),
  BASH_DEFAULT_TIMEOUT_MS: String(SHELL_MS),
  BASH_MAX_TIMEOUT_MS: String(SHELL_MAX_MS),
  CLAUDE_BYTE_STREAM_IDLE_TIMEOUT_MS: String(NEXT_BYTE_MS),
  CLAUDE_CODE_MAX_RETRIES: '0',
  CLAUDE_CODE_DISABLE_AUTO_MEMORY: '1',
  CLAUDE_CODE_DISABLE_BACKGROUND_TASKS: '1',
  CLAUDE_CODE_DISABLE_FILE_MENTIONS: '1',
  CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  CLAUDE_CODE_DISABLE_TERMINAL_TITLE: '1',
  DISABLE_AUTOUPDATER: '1',
  DISABLE_ERROR_REPORTING: '1',
  DISABLE_TELEMETRY: '1',
};

/** Where a child's environment comes from. */
export interface ChildEnvironment {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Names the user lets through. */
  readonly pass: readonly string[];
  /** The `CODELICIOUS_*` variables of the job. */
  readonly job: Readonly<Record<string, string>>;
  /** What else is set, such as where a caged program keeps its conversations. */
  readonly set?: Readonly<Record<string, string>>;
}

/** The environment of one call of the program. */
export function childEnvironment(from: ChildEnvironment): Record<string, string> {
  const kept = Object.entries(from.env).filter(([name]) => !PARENT_SESSION.test(name));
  return engineEnvironment({
    env: Object.fromEntries(kept),
    own: ownNames(from.env),
    pass: from.pass,
    set: { ...SWITCHES, ...from.set, ...from.job },
  });
}

function ownNames(env: ChildEnvironment['env']): readonly string[] {
  return [...OWN, ...cloudsOf(env).flatMap(({ variables }) => variables)];
}
