import { type Chunk, isSettled } from '../domain/chunk.ts';
import type { Config } from '../domain/config.ts';
import type { ChunkId } from '../domain/ids.ts';
import { type Progress, recordOf } from './progress.ts';

export type Next =
  | { readonly type: 'build'; readonly chunk: Chunk }
  | { readonly type: 'blocked'; readonly chunk: Chunk; readonly by: readonly ChunkId[] }
  | { readonly type: 'none' };

/** The next chunk in order that is open and was not tried in this run, and whether it may be built. */
export function nextChunk(progress: Progress, policy: Config['onFailure']): Next {
  const chunk = progress.chunks.find((one) => isOpen(progress, one));
  if (chunk === undefined) return { type: 'none' };
  const by = blockers(progress, chunk, policy);
  return by.length > 0 ? { type: 'blocked', chunk, by } : { type: 'build', chunk };
}

function isOpen(progress: Progress, chunk: Chunk): boolean {
  const { status } = recordOf(progress, chunk.id).state;
  return (
    !chunk.optional && status !== 'parked' && !isSettled(status) && !progress.tried.has(chunk.id)
  );
}

/** What keeps a chunk back: dependencies that are not built, and under `block` every failure before it. */
function blockers(
  progress: Progress,
  chunk: Chunk,
  policy: Config['onFailure'],
): readonly ChunkId[] {
  const missing = chunk.dependsOn.filter((id) => isMissing(progress, id));
  if (policy === 'continue' || missing.length > 0) return missing;
  const before = progress.chunks.slice(0, progress.chunks.indexOf(chunk));
  return before.filter((one) => !one.optional && isMissing(progress, one.id)).map((one) => one.id);
}

/** Declined work is settled for the run, yet nothing can be built upon it. */
function isMissing(progress: Progress, id: ChunkId): boolean {
  const known = progress.chunks.some((chunk) => chunk.id === id && !chunk.optional);
  const { status } = recordOf(progress, id).state;
  return known && (status === 'declined' || !isSettled(status));
}
