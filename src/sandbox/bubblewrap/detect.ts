import type { Processes, ProcessOutcome } from '../../ports/process.ts';
import { STRICTNESSES, type Strictness } from './arguments.ts';

/** The system's own folders, in which no repository puts programs. */
const SYSTEM_PATH = '/usr/bin:/bin:/usr/local/bin:/run/current-system/sw/bin';
/** Milliseconds a trial may take; one takes about 10. */
const TRIAL_MS = 10_000;

/** The programs a cage is made with. */
export interface Bubblewrap {
  /** Absolute path of `bwrap`. */
  readonly program: string;
  readonly strictness: Strictness;
  /**
   * `env` of GNU, which can leave signals out and let them in again; null where there is none. With it TERM
   * reaches the program inside, without it TERM is as KILL.
   */
  readonly env: string | null;
}

export type Detected =
  | { readonly ok: true; readonly bubblewrap: Bubblewrap }
  | { readonly ok: false; readonly why: 'missing' }
  | { readonly ok: false; readonly why: 'refused'; readonly outcome: ProcessOutcome };

/** Looks for bubblewrap and tries how strict a cage this machine lets it make. */
export async function detectBubblewrap(processes: Processes, path: string): Promise<Detected> {
  const program = await processes.find('bwrap', systemFirst(path));
  if (program === null) return { ok: false, why: 'missing' };
  let outcome: ProcessOutcome | null = null;
  for (const strictness of STRICTNESSES) {
    const flags = ['--unshare-all', '--cap-drop', 'ALL', '--ro-bind', '/', '/'];
    outcome = await trial(processes, [program, ...flags, ...strictness, program, '--version']);
    if (outcome.exitCode !== 0) continue;
    return {
      ok: true,
      bubblewrap: { program, strictness, env: await findEnv(processes, program) },
    };
  }
  return outcome === null ? { ok: false, why: 'missing' } : { ok: false, why: 'refused', outcome };
}

/** The arguments by which `env` keeps TERM from the program it starts, and lets it have it again. */
export const WITHOUT_TERM = ['--ignore-signal=TERM', '--'];
export const WITH_TERM = ['--default-signal=TERM', '--'];

/** The folders of PATH, the system's own first: it may begin with one that a repository fills. */
function systemFirst(path: string): string {
  const system = SYSTEM_PATH.split(':');
  const folders = path.split(':');
  const own = folders.filter((folder) => system.includes(folder));
  return [...own, ...folders.filter((folder) => !system.includes(folder))].join(':');
}

async function findEnv(processes: Processes, program: string): Promise<string | null> {
  const env = await processes.find('env', SYSTEM_PATH);
  if (env === null) return null;
  const argv = [env, ...WITHOUT_TERM, env, ...WITH_TERM, program, '--version'];
  return (await trial(processes, argv)).exitCode === 0 ? env : null;
}

async function trial(processes: Processes, argv: readonly string[]): Promise<ProcessOutcome> {
  const [file = '', ...args] = argv;
  return processes.run({ file, args, cwd: '/', env: {}, timeoutMs: TRIAL_MS });
}
