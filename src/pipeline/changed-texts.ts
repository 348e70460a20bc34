import type { Change } from '../domain/changeset.ts';
import type { ChangedText } from '../domain/tampering/changed-text.ts';
import type { DeliveryEnv } from './spec-env.ts';

/** Files of a change that are read; no part that keeps to its size has more. */
const MAX_FILES = 500;
/** Bytes of the largest file that is read: 1 MiB. */
const MAX_BYTES = 1_048_576;

/** Two revisions and what differs between them. */
export interface Difference {
  readonly from: string;
  readonly to: string;
  readonly changes: readonly Pick<Change, 'path' | 'from'>[];
}

/** The files of a change as they were and as they are; what is too large for a person to read is left out. */
export async function changedTexts(
  { from, to, changes }: Difference,
  { deps: { git } }: Pick<DeliveryEnv, 'deps'>,
): Promise<readonly ChangedText[]> {
  const read = async (revision: string, paths: readonly string[]) => {
    const sizes = await git.sizesAt(revision, paths);
    const small = [...sizes].filter(([, size]) => size <= MAX_BYTES).map(([path]) => path);
    const texts = await git.filesAt(revision, small);
    return { texts, large: new Set([...sizes.keys()].filter((path) => !texts.has(path))) };
  };
  const some = changes.slice(0, MAX_FILES);
  const [before, after] = await Promise.all([
    read(
      from,
      some.map((change) => change.from ?? change.path),
    ),
    read(
      to,
      some.map(({ path }) => path),
    ),
  ]);
  return some
    .filter(
      (change) => !before.large.has(change.from ?? change.path) && !after.large.has(change.path),
    )
    .map((change) => ({
      path: change.path,
      from: change.from,
      before: before.texts.get(change.from ?? change.path) ?? null,
      after: after.texts.get(change.path) ?? null,
    }));
}
