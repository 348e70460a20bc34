import { CodeliciousError } from '../domain/errors.ts';
import { clip, oneLine } from '../domain/text-limits.ts';
import type { Processes, ProcessOutcome } from '../ports/process.ts';

/** Settings that keep a call from running what a repository planted, whatever its configuration says. */
const GUARDS: readonly string[] = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.untrackedCache=false',
  'core.splitIndex=false',
  'core.sparseCheckout=false',
  'core.checkStat=default',
  'core.trustctime=true',
  'core.quotePath=false',
  'diff.external=',
  'protocol.ext.allow=never',
  'gc.auto=0',
  'maintenance.auto=false',
  'submodule.recurse=false',
  'advice.addEmbeddedRepo=false',
].flatMap((setting) => ['-c', setting]);

/** Milliseconds for work on this machine; the largest repositories check out in far less. */
const LOCAL_TIMEOUT_MS = 600_000;
/** Bytes of output kept; what a path list or a diff of the largest repositories stays below. */
const KEEP_BYTES = 512 * 1024 * 1024;

export interface CallOptions {
  readonly cwd?: string;
  readonly stdin?: string | Uint8Array;
  /** Variables on top of the call's own. */
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  /** Ends the call early. */
  readonly signal?: AbortSignal;
  readonly keepBytes?: number;
  readonly onLine?: (line: string) => void;
}

/** How a call ended. */
export interface CallOutcome {
  readonly status: ProcessOutcome['status'];
  /** Git's exit code; -1 where it did not exit by itself. */
  readonly code: number;
  readonly out: Uint8Array;
  readonly err: string;
  readonly truncated: boolean;
}

/** Git, called safely, in one place with one environment. */
export interface GitCall {
  /** Runs git and tells how it ended; never rejects. */
  attempt(args: readonly string[], options?: CallOptions): Promise<CallOutcome>;
  /**
   * Standard output of a call that has to succeed.
   * @throws CodeliciousError `storage` when it does not
   */
  bytes(args: readonly string[], options?: CallOptions): Promise<Uint8Array>;
  /** The same as text without the last line feed. */
  text(args: readonly string[], options?: CallOptions): Promise<string>;
}

export interface CallSite {
  readonly processes: Processes;
  /** Absolute path of git. */
  readonly binary: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Arguments before the subcommand, such as `--git-dir`. */
  readonly first?: readonly string[];
}

export function createGitCall(site: CallSite): GitCall {
  const attempt: GitCall['attempt'] = async (args, options = {}) => {
    const outcome = await site.processes.run({
      file: site.binary,
      args: [...(site.first ?? []), ...GUARDS, ...args],
      cwd: options.cwd ?? site.cwd,
      env: { ...site.env, ...options.env },
      timeoutMs: options.timeoutMs ?? LOCAL_TIMEOUT_MS,
      keepBytes: options.keepBytes ?? KEEP_BYTES,
      ...(options.stdin === undefined ? {} : { stdin: options.stdin }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      ...(options.onLine === undefined ? {} : { onLine: options.onLine }),
    });
    return {
      status: outcome.status,
      code: outcome.exitCode ?? -1,
      out: outcome.stdout,
      err: Buffer.from(outcome.stderr).toString('utf8'),
      truncated: outcome.truncated,
    };
  };
  const bytes: GitCall['bytes'] = async (args, options) => {
    const outcome = await attempt(args, options);
    if (outcome.code === 0 && !outcome.truncated) return outcome.out;
    throw gitFailed(args, outcome);
  };
  const text: GitCall['text'] = async (args, options) =>
    Buffer.from(await bytes(args, options))
      .toString('utf8')
      .replace(/\n$/, '');
  return { attempt, bytes, text };
}

/** The fault of a call that had to succeed. */
export function gitFailed(args: readonly string[], outcome: CallOutcome): CodeliciousError {
  const said = clip(oneLine(outcome.err), 300) || `it ${outcome.status} with ${outcome.code}`;
  return new CodeliciousError('storage', `git ${args[0] ?? ''} failed: ${said}`, {
    hint: 'see that the disk is not full and that the repository passes `git fsck`',
    details: { args: args.slice(0, 8), code: outcome.code, status: outcome.status },
  });
}
