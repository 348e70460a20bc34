import type { ChunkId } from '../domain/ids.ts';
import type { ChunkCommit } from '../domain/part.ts';
import { readProof } from '../domain/proof.ts';
import type { CommitInfo } from '../ports/history.ts';
import { withoutType } from './conventional.ts';
import { readJson } from './json.ts';
import { restoreLine } from './neutralise.ts';

/** The keys of our trailers, as they are written. */
export const TRAILERS = {
  spec: 'Codelicious-Spec',
  chunk: 'Codelicious-Chunk',
  run: 'Codelicious-Run',
  engine: 'Codelicious-Engine',
  verified: 'Codelicious-Verified',
  proof: 'Codelicious-Proof',
  step: 'Codelicious-Step',
  digest: 'Codelicious-Digest',
  oversize: 'Codelicious-Oversize',
} as const;

/** A path that can stand in a trailer as it is: one line, nothing a host would act on. */
const PLAIN_PATH = /^(?![\s"])[^\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069@#]*(?<!\s)$/;

/** A path as the value of a trailer: itself, or in JSON quotes where it holds odd characters. */
export function writeTrailerPath(path: string): string {
  if (PLAIN_PATH.test(path)) return path;
  return JSON.stringify(path).replace(
    /[@#\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The path a trailer's value stands for. */
function readTrailerPath(value: string): string {
  const quoted = value.startsWith('"') ? readJson(value) : undefined;
  return typeof quoted === 'string' ? quoted : value;
}

/** A commit as one of ours; null when its trailers do not say so. */
export function readCommit(info: CommitInfo): ChunkCommit | null {
  const read = (key: keyof typeof TRAILERS): string | null => trailer(info, TRAILERS[key]);
  const spec = read('spec');
  const chunk = read('chunk')?.toLowerCase() ?? '';
  if (spec === null || !/^[0-9a-f]{12}$/.test(chunk)) return null;
  return {
    sha: info.sha,
    spec: readTrailerPath(spec),
    chunk: chunk as ChunkId,
    title: titleOf(info.subject),
    step: stepOf(read('step')),
    engine: read('engine') ?? 'n/a',
    verified: read('verified') ?? 'none',
    proof: readProof(read('proof')),
    run: read('run') ?? 'n/a',
    digest: read('digest'),
    oversize: read('oversize') === 'true',
  };
}

/** Git compares the keys of trailers without regard to case. */
function trailer(info: CommitInfo, key: string): string | null {
  const entries = Object.entries(info.trailers);
  const own = entries.find(([name]) => name.toLowerCase() === key.toLowerCase());
  const value = own === undefined ? '' : own[1].trim();
  return value === '' ? null : value;
}

function titleOf(subject: string): string {
  const bare = /^\[spec-[^\]]*\] (.*)$/s.exec(subject)?.[1];
  return restoreLine(bare ?? withoutType(subject));
}

function stepOf(value: string | null): readonly [number, number] | null {
  const [, step, of] = /^(\d{1,4})\/(\d{1,4})$/.exec(value ?? '') ?? [];
  const [k, n] = [Number(step), Number(of)];
  return k >= 1 && k <= n ? [k, n] : null;
}
