import type { Chunk, ChunkState } from '../domain/chunk.ts';
import { type Next, nextChunk } from './next-chunk.ts';
import { type Progress, withRecord } from './progress.ts';
import { type DeliveryEnv, remember } from './spec-env.ts';

/** A chunk that has to wait for others of its spec. */
export async function block(
  progress: Progress,
  { chunk, by }: Extract<Next, { type: 'blocked' }>,
  env: DeliveryEnv,
): Promise<Progress> {
  const titles = by.map((id) => progress.chunks.find((one) => one.id === id)?.title ?? id);
  const state: ChunkState = { status: 'blocked', by };
  tellBlocked(progress, { chunk, by }, env);
  return remember(settle(progress, chunk, { state, why: `waits for: ${titles.join(', ')}` }), env);
}

/** Everything open waits, because the specs it builds upon are not finished. */
export async function holdBack(
  progress: Progress,
  specs: readonly string[],
  env: DeliveryEnv,
): Promise<Progress> {
  const state: ChunkState = { status: 'blocked', by: [] };
  const held = openChunks(progress).reduce((now, chunk) => {
    tellBlocked(progress, { chunk, by: specs }, env);
    return settle(now, chunk, { state, why: `waits for: ${specs.join(', ')}` });
  }, progress);
  return remember(held, env);
}

/** Without its dependencies nothing could be verified: every open chunk fails at once, and nothing is spent. */
export async function failAll(
  progress: Progress,
  message: string,
  env: DeliveryEnv,
): Promise<Progress> {
  const state: ChunkState = { status: 'failed', code: 'setup', message };
  const failed = openChunks(progress).reduce((now, chunk) => {
    const about = { spec: now.spec.path, chunk: chunk.id, title: chunk.title };
    env.deps.events.emit({
      type: 'chunk.failed',
      ...about,
      code: 'setup',
      message,
      attemptRef: null,
    });
    return settle(now, chunk, { state, why: message });
  }, progress);
  return remember(failed, env);
}

function openChunks(progress: Progress): readonly Chunk[] {
  const next = nextChunk(progress, 'continue');
  if (next.type === 'none') return [];
  const tried = new Set(progress.tried).add(next.chunk.id);
  return [next.chunk, ...openChunks({ ...progress, tried })];
}

function settle(
  progress: Progress,
  chunk: Chunk,
  { state, why }: { readonly state: ChunkState; readonly why: string },
): Progress {
  const tried = new Set(progress.tried).add(chunk.id);
  const code = state.status === 'failed' ? state.code : state.status;
  return withRecord({ ...progress, tried }, chunk.id, { state, reason: { code, message: why } });
}

function tellBlocked(
  progress: Progress,
  { chunk, by }: { readonly chunk: Chunk; readonly by: readonly string[] },
  { deps }: DeliveryEnv,
): void {
  const about = { spec: progress.spec.path, chunk: chunk.id, title: chunk.title };
  deps.events.emit({ type: 'chunk.blocked', ...about, by: [...by] });
}
