import type { Change } from '../domain/changeset.ts';
import type { Part } from '../domain/part.ts';
import { type Concern, concernsOf } from '../domain/tampering/concerns.ts';
import type { DeliveryEnv } from './spec-env.ts';

/** Files of a part that are read; no part that keeps to its size has more. */
const MAX_FILES = 500;

/**
 * What a reviewer of a part has to look at twice: tests that were taken out, checks that were loosened, what reads
 * otherwise than it is. Read from the part itself, so that every later run says the same.
 */
export async function partConcerns(
  { start, tip }: Part,
  spec: string,
  { deps }: DeliveryEnv,
): Promise<readonly Concern[]> {
  const all = await deps.git.changes(start, tip);
  const changes = all.filter(({ path }) => path !== spec).slice(0, MAX_FILES);
  const [before, after] = await Promise.all([
    textsAt(start, changes, { paths: ({ from, path }) => from ?? path, deps }),
    textsAt(tip, changes, { paths: ({ path }) => path, deps }),
  ]);
  return concernsOf(
    changes.map(({ path, from }) => ({
      path,
      before: before.get(from ?? path) ?? null,
      after: after.get(path) ?? null,
    })),
  );
}

interface Reading {
  readonly paths: (change: Change) => string;
  readonly deps: DeliveryEnv['deps'];
}

/** Files too large for a person to read are left out. */
async function textsAt(
  revision: string,
  changes: readonly Change[],
  { paths, deps }: Reading,
): Promise<ReadonlyMap<string, string>> {
  const sizes = await deps.git.sizesAt(revision, changes.map(paths));
  const small = [...sizes].filter(([, size]) => size <= MAX_BYTES).map(([path]) => path);
  return deps.git.filesAt(revision, small);
}

/** Bytes of the largest file that is read: 1 MiB. */
const MAX_BYTES = 1_048_576;
