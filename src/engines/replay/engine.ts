import type { EngineFailureCode, EngineJob, EngineResult } from '../../domain/engine-job.ts';
import { oneLine, plain } from '../../domain/text-limits.ts';
import { NO_USAGE, type Usage } from '../../domain/usage.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Engine, EngineIo } from '../../ports/engine.ts';
import { createFileTools } from '../agent/file-tools/file-tools.ts';
import type { Cassette, RecordedJob, RecordedResult } from './cassette.ts';
import { findJob, type JobRequest, missingJob } from './find-job.ts';

const NAME = 'replay';
const CONTEXT_TOKENS = 200_000;

export interface ReplayOptions {
  readonly cassette: Cassette;
  /** What the banner calls the cassette, such as its path. */
  readonly label: string;
  readonly clock: Clock;
}

/**
 * Plays recorded jobs: the same file tools as a model's, no model, no network, nothing billed.
 * Attempts are counted per kind of job, spec and chunk title for as long as the engine lives.
 */
export function createReplayEngine(options: ReplayOptions): Engine {
  const attempts = new Map<string, number>();
  return {
    name: NAME,
    contextTokens: CONTEXT_TOKENS,
    probe: () =>
      Promise.resolve({
        ok: true,
        describe: `recorded edits of ${options.label}: no model, nothing billed`,
      }),
    execute: async (job, io) => {
      const request = requestOf(job, attempts);
      const recorded = findJob(options.cassette, request);
      if (recorded === null) return failed('cassette', missingJob(options.cassette, request));
      return play(recorded, { job, io, clock: options.clock });
    },
  };
}

function requestOf(job: EngineJob, attempts: Map<string, number>): JobRequest {
  const title = job.env['CODELICIOUS_CHUNK_TITLE'] ?? '';
  const spec = job.env['CODELICIOUS_SPEC'] ?? '';
  const key = [job.kind, spec, title].join('\0');
  const attempt = (attempts.get(key) ?? 0) + 1;
  attempts.set(key, attempt);
  return { kind: job.kind, title, spec, attempt };
}

interface Stage {
  readonly job: EngineJob;
  readonly io: EngineIo;
  readonly clock: Clock;
}

async function play(recorded: RecordedJob, stage: Stage): Promise<EngineResult> {
  const { io, clock, job } = stage;
  const timeout = clock.timeout(job.limits.timeoutMs);
  const usage = usageOf(recorded);
  if (recorded.text !== undefined) {
    io.emit({ type: 'engine.text', engine: NAME, text: plain(recorded.text) });
  }
  const fault = await playCalls(recorded, stage);
  if (fault !== null) return failed('cassette', fault);
  if (recorded.delayMs > 0) {
    await clock.sleep(recorded.delayMs, AbortSignal.any([io.signal, timeout]));
  }
  if (io.signal.aborted) return { ...spent(usage), type: 'aborted', message: 'interrupted' };
  if (timeout.aborted) return { ...spent(usage), type: 'timed_out', message: 'out of time' };
  return resultOf(recorded.result, usage, clock);
}

/** Null when every call was done, else what was refused. */
async function playCalls(recorded: RecordedJob, { job, io }: Stage): Promise<string | null> {
  const tools = createFileTools(job.cwd);
  for (const call of recorded.calls) {
    if (io.signal.aborted) return null;
    const detail = oneLine(call.path);
    io.emit({ type: 'tool.called', engine: NAME, tool: call.tool, detail });
    const outcome = await tools.run(call);
    if (!outcome.ok) {
      io.emit({ type: 'tool.denied', engine: NAME, tool: call.tool, detail });
      return `${call.tool} ${detail}: ${outcome.message}`;
    }
  }
  return null;
}

function resultOf(result: RecordedResult, usage: Usage, clock: Clock): EngineResult {
  if (result.type !== 'rate_limited') return { ...spent(usage), ...result };
  const { resetsInMs, message, type } = result;
  const resetsAt = resetsInMs === null ? null : clock.now() + resetsInMs;
  return { ...spent(usage), type, resetsAt, message };
}

function usageOf({ usage }: RecordedJob): Usage {
  return {
    inputTokens: usage.inputTokens ?? NO_USAGE.inputTokens,
    outputTokens: usage.outputTokens ?? NO_USAGE.outputTokens,
    cacheReadTokens: usage.cacheReadTokens ?? NO_USAGE.cacheReadTokens,
    cacheWriteTokens: usage.cacheWriteTokens ?? NO_USAGE.cacheWriteTokens,
    // Playing a recording costs nothing, unless it is to look as if.
    costUsd: usage.costUsd === undefined ? 0 : usage.costUsd,
    equivalentUsd: usage.equivalentUsd ?? NO_USAGE.equivalentUsd,
    unpricedCalls: usage.unpricedCalls ?? NO_USAGE.unpricedCalls,
    turns: usage.turns ?? NO_USAGE.turns,
  };
}

function spent(usage: Usage): Pick<EngineResult, 'engine' | 'usage' | 'session'> {
  return { engine: NAME, usage, session: null };
}

function failed(code: EngineFailureCode, message: string): EngineResult {
  return { ...spent(NO_USAGE), type: 'failed', code, message };
}
