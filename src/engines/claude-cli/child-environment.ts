import { engineEnvironment } from '../environment.ts';

/** What the program reads as its own: credentials, endpoint, switches. */
const OWN = ['ANTHROPIC_', 'CLAUDE_'];

/** Credentials of a cloud through which the program was told to reach its models. */
const CLOUDS: Readonly<Record<string, readonly string[]>> = {
  CLAUDE_CODE_USE_BEDROCK: ['AWS_'],
  CLAUDE_CODE_USE_VERTEX: ['GOOGLE_', 'GCLOUD_', 'CLOUD_ML_', 'VERTEX_'],
  CLAUDE_CODE_USE_FOUNDRY: ['AZURE_'],
};

/** How a program that runs inside another Claude Code knows its parent; ours is nobody's child. */
const PARENT_SESSION =
  /^(?:CLAUDECODE|CLAUDE_PID|AI_AGENT|CLAUDE_CODE_(?:ENTRYPOINT|EXECPATH|SSE_PORT|CHILD_.*|MESSAGING_.*|SESSION_.*))$/;

/**
 * Switches for unattended use: no telemetry, no updates, no retries (those are the caller's), no
 * tasks that outlive the answer, no memory between calls, and `@path` in a spec attaches no file.
 */
const SWITCHES = {
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
}

/** The environment of one call of the program. */
export function childEnvironment(from: ChildEnvironment): Record<string, string> {
  const kept = Object.entries(from.env).filter(([name]) => !PARENT_SESSION.test(name));
  return engineEnvironment({
    env: Object.fromEntries(kept),
    own: ownNames(from.env),
    pass: from.pass,
    set: { ...SWITCHES, ...from.job },
  });
}

function ownNames(env: ChildEnvironment['env']): readonly string[] {
  const clouds = Object.entries(CLOUDS).filter(([name]) => isOn(env[name]));
  return [...OWN, ...clouds.flatMap(([, prefixes]) => prefixes)];
}

function isOn(value: string | undefined): boolean {
  return value !== undefined && !['', '0', 'false', 'no', 'off'].includes(value.toLowerCase());
}
