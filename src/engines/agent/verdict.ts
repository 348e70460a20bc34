import type { EngineFailureCode, EngineResult } from '../../domain/engine-job.ts';

type Without<Union, Keys extends PropertyKey> = Union extends unknown ? Omit<Union, Keys> : never;

/** What became of a job, without who did it and what it took. */
export type Verdict = Without<EngineResult, 'engine' | 'usage' | 'session'>;

export function failed(code: EngineFailureCode, message: string): Verdict {
  return { type: 'failed', code, message };
}
