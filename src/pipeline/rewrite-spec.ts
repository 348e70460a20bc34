import type { ChunkId } from '../domain/ids.ts';
import { chunksOf } from '../spec/chunks.ts';
import { parseText } from '../spec/parse.ts';
import type { Progress } from './progress.ts';

/** The plan as a rewritten spec has it; what is known of chunks that stay is kept. */
export function withSpecText(progress: Progress, text: string): Progress {
  const spec = parseText(progress.spec.path, text);
  const { chunks } = chunksOf(spec, { asked: progress.asked });
  return { ...progress, spec, chunks };
}

/** The same with tasks written into it that the next commit carries, and that nobody divides again in this run. */
export function withWrittenTasks(
  progress: Progress,
  { text, ids }: { readonly text: string; readonly ids: readonly ChunkId[] },
): Progress {
  return {
    ...withSpecText(progress, text),
    carries: true,
    plan: { of: progress.plan?.of ?? progress.spec.hash, text },
    planned: new Set([...progress.planned, ...ids]),
  };
}
