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
  const { chunk, kind, findings, session } = call;
  const prompt = deps.redactor.redactKnown(call.prompt);
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
  const said = await deps.engine.execute(job, {
    signal: runSignal(deps),
    emit: (event) => {
      deps.events.emit(event);
    },
  });
  const result = withoutSecrets(said, deps.redactor);
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

/** What an engine says goes into specs, commits and pull requests: no secret of this machine goes with it. */
function withoutSecrets(result: EngineResult, { redactKnown: clean }: SecretKeeper): EngineResult {
  switch (result.type) {
    case 'done':
      return {
        ...result,
        summary: clean(result.summary),
        remaining: result.remaining?.map(clean) ?? null,
      };
    case 'needs_input':
      return { ...result, question: clean(result.question), options: result.options.map(clean) };
    default:
      return { ...result, message: clean(result.message) };
  }
}

interface SecretKeeper {
  readonly redactKnown: (text: string) => string;
}
