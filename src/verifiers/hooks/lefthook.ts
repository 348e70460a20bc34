import { join } from 'node:path';
import { type CheckContext, environmentOf } from '../runner.ts';
import type { FoundHook } from './hook.ts';

/** By the names that lefthook looks for; without `pre-commit` in it there is nothing to run. */
const CONFIGS = ['lefthook.yml', 'lefthook.yaml', '.lefthook.yml', '.lefthook.yaml'] as const;
const HAS_HOOK = /^["']?pre-commit["']?\s{0,9}:/m;
const SHOWN = 'lefthook run pre-commit';

/** The hook that lefthook runs. */
export async function lefthookHooks(context: CheckContext): Promise<readonly FoundHook[]> {
  const { scope, deps } = context;
  for (const config of CONFIGS) {
    if (!HAS_HOOK.test((await scope.baseFile(config)) ?? '')) continue;
    const own = join(scope.root, 'node_modules', '.bin');
    const path = `${own}:${environmentOf(context)['PATH'] ?? ''}`;
    const program = await deps.processes.find('lefthook', path);
    if (program === null) {
      const note = 'lefthook is not on PATH, nor installed in the project; npm install -D lefthook';
      return [{ kind: 'skipped', name: 'lefthook', shown: SHOWN, note }];
    }
    const argv = [program, 'run', 'pre-commit'];
    const hook = { name: 'lefthook', shown: SHOWN, argv, files: [...CONFIGS], env: { PATH: path } };
    return [{ kind: 'hook', hook }];
  }
  return [];
}
