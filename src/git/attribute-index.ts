import { mkdtemp, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { GitCall } from './call.ts';

const FULL_NAME = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/**
 * Index files of commits, from which `check-attr --cached` reads the attributes that stand there.
 * The index of a full object name is made once.
 */
export function createAttributeIndexes(
  call: GitCall,
  scratch: () => Promise<string>,
): (revision: string) => Promise<string> {
  const known = new Map<string, Promise<string>>();
  return async (revision) => {
    const before = await known.get(revision);
    if (before !== undefined && (await exists(before))) return before;
    const made = makeIndex(call, revision, scratch);
    if (FULL_NAME.test(revision)) known.set(revision, made);
    return made;
  };
}

async function makeIndex(
  call: GitCall,
  revision: string,
  scratch: () => Promise<string>,
): Promise<string> {
  const index = join(await mkdtemp(join(await scratch(), 'attributes-')), 'index');
  await call.bytes(['read-tree', revision], { env: { GIT_INDEX_FILE: index } });
  return index;
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
