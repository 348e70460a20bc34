import type { Progress } from './progress.ts';
import { runSignal, type SpecEnv } from './spec-env.ts';

/** Null when the clone is ready to work in, else why it is not. */
export async function setUp(progress: Progress, env: SpecEnv): Promise<string | null> {
  const { deps, workspace } = env;
  const startedAt = deps.clock.now();
  await workspace.reset(progress.tip);
  const { setupCommands: commands, copy } = deps.config;
  const result = await workspace.setUp({
    commands,
    copy,
    env: deps.setupEnv,
    signal: runSignal(deps),
  });
  if (!result.ok) return result.message;
  const durationMs = deps.clock.now() - startedAt;
  const { path } = progress.spec;
  deps.events.emit({
    type: 'workspace.ready',
    spec: path,
    root: workspace.root,
    setup: result.how,
    durationMs,
  });
  return null;
}
