import type { VerifyScope } from '../../ports/verifier.ts';
import { readTreeFile } from '../toolchains/tree-files.ts';

/** A changed file of text. */
export interface ChangedFile {
  readonly path: string;
  readonly text: string;
  /** What it was and what is new; read when it is asked for the first time. */
  readonly before: () => Promise<FileBefore>;
}

/** A changed file seen from the base. */
export interface FileBefore {
  /** Its text there, null where the base has none. */
  readonly base: string | null;
  /** The same where nothing that earlier chunks brought along may count. */
  readonly alone: string | null;
  /** Whether the change added a line, 1-based. */
  readonly isAdded: (line: number) => boolean;
}

/** The changed files that are there and are text, one after the other. */
export async function* changedFiles(scope: VerifyScope): AsyncGenerator<ChangedFile> {
  for (const path of scope.changed) {
    const text = await readTreeFile(scope.root, path);
    if (text === null || text.includes('\0')) continue;
    let known: Promise<FileBefore> | null = null;
    const before = async () => (known ??= fileBefore(path, scope));
    yield { path, text, before };
  }
}

async function fileBefore(path: string, scope: VerifyScope): Promise<FileBefore> {
  const base = await scope.baseFile(path);
  const alone = scope.onBase === undefined ? base : await scope.onBase(path);
  const added = await scope.added(path);
  return { base, alone, isAdded: (line) => added === null || added.has(line) };
}

/** Whether any line from the first to the last was added. */
export function touches({ isAdded }: FileBefore, first: number, last: number): boolean {
  for (let line = first; line <= last; line += 1) if (isAdded(line)) return true;
  return false;
}
