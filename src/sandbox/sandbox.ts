import type { Sandbox } from '../ports/sandbox.ts';

/** What each level says of itself in banner, audit log and pull request. */
const DESCRIPTIONS: Readonly<Record<Sandbox['level'], string>> = {
  none: 'none: agent-written code runs as you, on this machine',
  external:
    'external: agent-written code runs as you; this virtual machine or container is the only wall',
};

/**
 * A sandbox that puts no wall of its own around a command.
 * @param level whose word is given for safety: nobody's (`none`) or the machine's (`external`)
 */
export function createSandbox(level: Sandbox['level']): Sandbox {
  return { level, describe: DESCRIPTIONS[level], wrap: (command) => command };
}
