import { spawn } from 'node:child_process';
import type { GroupWatcher } from './processes.ts';
import { WATCHDOG_SCRIPT } from './watchdog-script.ts';

/** Where the tools the script calls are, on every POSIX system. */
const SYSTEM_PATH = '/usr/bin:/bin:/usr/sbin:/sbin';

/** Ends what we started when we no longer can. */
export interface Watchdog extends GroupWatcher {
  /** Lets it go; to be called when the run ends by itself, with nothing left running. */
  stop(): void;
}

/**
 * Starts one small process that outlives us: when we are killed it ends, within 4 s, everything
 * whose environment holds `CODELICIOUS_RUN=<run>` and every process group it was told of. It sits
 * in a session of its own, holds neither that variable nor our standard streams, and does not keep
 * our event loop alive. On Windows there is none.
 */
export function startWatchdog({ run }: { readonly run: string }): Watchdog {
  if (process.platform === 'win32') return { started: idle, ended: idle, stop: idle };
  const child = spawn('/bin/sh', ['-c', WATCHDOG_SCRIPT, 'codelicious-watchdog', run], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { PATH: SYSTEM_PATH, LC_ALL: 'C' },
  });
  child.on('error', idle);
  child.stdin.on('error', idle);
  child.unref();
  unrefStream(child.stdin);
  const say = (words: string): void => {
    if (child.stdin.writable) child.stdin.write(`${words}\n`);
  };
  return {
    started: (group) => {
      say(`add ${group}`);
    },
    ended: (group) => {
      say(`del ${group}`);
    },
    stop: () => {
      say('end');
      child.stdin.end();
    },
  };
}

function idle(): void {
  // Nothing to do: without its watchdog a run only loses the clean-up after its own violent death.
}

/** Node types the pipe as a plain stream, but it is a socket. */
function unrefStream(stream: NodeJS.WritableStream & { unref?: () => void }): void {
  stream.unref?.();
}
