import type { Change } from '../domain/changeset.ts';
import type { Sha } from '../domain/ids.ts';
import type { FileChange } from '../ports/engine.ts';
import type { EngineEnv } from './spec-env.ts';

/** Git's modes of plain files. */
const PLAIN = '100644';
const EXECUTABLE = '100755';

/** What a job changed so far, as `EngineIo.changes` promises it. */
export async function jobChanges(
  { deps, workspace }: EngineEnv,
  begunWith: Sha,
  maxBytes: number,
): Promise<readonly FileChange[]> {
  const left = await workspace.snapshot();
  if (left === begunWith) return [];
  const changes = await deps.git.changes(begunWith, left);
  const made: FileChange[] = [];
  for (const change of changes) {
    const bytes = isFile(change.newMode) ? await deps.git.blob(change.blob, maxBytes) : null;
    if (bytes !== null) {
      made.push({ path: change.path, bytes, executable: change.newMode === EXECUTABLE });
    }
  }
  return [...changes.flatMap(removals), ...made];
}

/** What has to go before the new file is made. */
function removals({ kind, path, from, oldMode, newMode }: Change): readonly FileChange[] {
  const gone = (name: string): FileChange => ({ path: name, bytes: null, executable: false });
  if (kind === 'renamed') return from === null ? [] : [gone(from)];
  if (kind === 'deleted') return [gone(path)];
  const staysAlike = oldMode === newMode || (oldMode === PLAIN && newMode === EXECUTABLE);
  return kind === 'added' || staysAlike || !isFile(newMode) ? [] : [gone(path)];
}

function isFile(mode: string): boolean {
  return mode === PLAIN || mode === EXECUTABLE;
}
