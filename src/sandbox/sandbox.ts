import type { Processes } from '../ports/process.ts';
import type { Sandbox } from '../ports/sandbox.ts';

/** What each level without a wall of ours says of itself in banner, audit log and pull request. */
const DESCRIPTIONS: Readonly<Record<'none' | 'external', string>> = {
  none: 'none: agent-written code runs as you, on this machine',
  external:
    'external: agent-written code runs as you; this virtual machine or container is the only wall',
};

/**
 * A sandbox that puts no wall of its own around a command.
 * @param level whose word is given for safety: nobody's (`none`) or the machine's (`external`)
 * @param because half a sentence about why there is no cage, where nobody asked for there being none
 */
export function createSandbox(
  level: 'none' | 'external',
  processes: Processes,
  because: string | null = null,
): Sandbox {
  const reason = because === null ? '' : `; no cage, because ${because}`;
  return {
    level,
    describe: `${DESCRIPTIONS[level]}${reason}`,
    run: (command) => processes.run(command),
  };
}
