import { randomUUID } from 'node:crypto';
import type { EngineJob, EngineLimits } from '../../src/domain/engine-job.ts';
import { EVENT_SCHEMAS, type RunEvent } from '../../src/domain/events.ts';
import type { EngineIo } from '../../src/ports/engine.ts';

/** Each test file's own: what a run leaves behind is found, and ended, by this name. */
const RUN = `test-${randomUUID()}`;

/** A job as the pipeline makes it; `cwd` is always the test's own. */
export function engineJob(change: Partial<EngineJob> & { readonly cwd: string }): EngineJob {
  const kind = change.kind ?? 'build';
  return {
    kind,
    prompt: 'Add a greeting.',
    findings: [],
    limits: engineLimits({}),
    borrows: [],
    session: null,
    env: jobEnvironment(kind, 'Add a greeting'),
    ...change,
  };
}

/** Limits that hold nothing back. */
export function engineLimits(change: Partial<EngineLimits>): EngineLimits {
  return { timeoutMs: 20_000, maxTurns: 10, maxCostUsd: null, maxTokens: null, ...change };
}

/** The `CODELICIOUS_*` variables of a job. */
export function jobEnvironment(kind: string, title: string): Record<string, string> {
  return {
    CODELICIOUS_RUN: RUN,
    CODELICIOUS_SPEC: 'docs/specs/1_greeting.md',
    CODELICIOUS_CHUNK: '0123456789ab',
    CODELICIOUS_CHUNK_TITLE: title,
    CODELICIOUS_JOB: kind,
  };
}

/** An io that remembers events, each checked against its schema. */
export function recordingIo(
  signal: AbortSignal = new AbortController().signal,
): EngineIo & { readonly events: readonly RunEvent[] } {
  const events: RunEvent[] = [];
  return {
    signal,
    events,
    startOver: async () => '',
    changes: async () => [],
    emit: (event) => {
      const { type, ...payload } = event;
      EVENT_SCHEMAS[type].parse(payload);
      events.push(event);
    },
  };
}
