import type { Chunk } from '../domain/chunk.ts';
import type { EngineResult } from '../domain/engine-job.ts';
import type { Sha } from '../domain/ids.ts';
import type { Size } from '../domain/size.ts';

/** An engine's answer that it did what was asked. */
export type Done = Extract<EngineResult, { type: 'done' }>;

/** What is asked of the engine, and what the spec says once it is done. */
export interface Assignment {
  readonly chunk: Chunk;
  readonly kind: 'build' | 'shrink';
  /** For `shrink`: the full change that exceeds the cap. */
  readonly tooBig: { readonly size: Size; readonly tree: Sha } | null;
  readonly specText: (result: Done) => string;
}
