import type { Chunk } from '../domain/chunk.ts';
import type { EngineJobKind, EngineResult } from '../domain/engine-job.ts';
import type { Finding } from '../domain/verdict.ts';
import type { Progress } from './progress.ts';
import { jobEnv, runSignal, type SpecEnv, spend } from './spec-env.ts';

/** One call to make. */
export interface EngineCall {
  readonly kind: EngineJobKind;
  readonly chunk: Chunk;
  readonly prompt: string;
  readonly findings: readonly Finding[];
  readonly session: string | null;
  /** 1 for the build, 2 for the first repair, and so on. */
  readonly attempt: number;
}

/** Makes the call within the run's limits, tells the watchers, adds the cost up. */
export async function callEngine(
  call: EngineCall,
  progress: Progress,
  env: SpecEnv,
): Promise<EngineResult> {
  const { deps, tally } = env;
  const { chunk, kind, prompt, findings, session } = call;
  const about = { spec: progress.spec.path, chunk: chunk.id, title: chunk.title };
  const startedAt = deps.clock.now();
  deps.events.emit({
    type: 'engine.started',
    ...about,
    engine: deps.engine.name,
    job: kind,
    attempt: call.attempt,
  });
  const job = {
    kind,
    prompt,
    findings,
    session,
    cwd: env.workspace.root,
    limits: { timeoutMs: deps.config.agentTimeoutMs, maxTurns: deps.config.maxTurns },
    env: jobEnv(env, progress.spec, { chunk, kind }),
  };
  const result = await deps.engine.execute(job, {
    signal: runSignal(deps),
    emit: (event) => {
      deps.events.emit(event);
    },
  });
  spend(tally, result.usage);
  deps.events.emit({
    type: 'engine.finished',
    ...about,
    engine: result.engine,
    job: kind,
    result: result.type === 'failed' ? `failed:${result.code}` : result.type,
    durationMs: deps.clock.now() - startedAt,
    costUsd: result.usage.costUsd,
    inputTokens: result.usage.inputTokens,
    outputTokens: result.usage.outputTokens,
    session: result.session,
  });
  return result;
}
