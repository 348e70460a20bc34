import { dirname, join } from 'node:path';
import { readTreeFile } from '../tree-files.ts';

/** Where a test begins; the file is relative to the tree. */
export interface Declaration {
  readonly file: string;
  readonly line: number | null;
}

/**
 * The file of a unit test by the names of the modules around it: the deepest one that has a file.
 * @param source the file a crate begins with, relative to the tree
 * @param name as libtest has it: `parse::tests::empty`
 */
export async function declarationOf(
  root: string,
  source: string,
  name: string,
): Promise<Declaration> {
  const modules = name.split('::');
  const test = modules.pop() ?? name;
  const pattern = new RegExp(`\\bfn\\s+${test.replace(/\W.*$/s, '')}\\b`);
  for (const file of filesOf(source, modules)) {
    const text = await readTreeFile(root, file);
    if (text === null) continue;
    const row = text.split('\n').findIndex((each) => pattern.test(each));
    return { file, line: row === -1 ? null : row + 1 };
  }
  return { file: source, line: null };
}

/** `src/parse/tests.rs`, `src/parse/tests/mod.rs`, `src/parse.rs`, `src/parse/mod.rs`, `src/lib.rs` */
function filesOf(source: string, modules: readonly string[]): readonly string[] {
  const folder = dirname(source);
  const deeper = modules.flatMap((_, index) => {
    const place = join(folder, ...modules.slice(0, modules.length - index));
    return [`${place}.rs`, join(place, 'mod.rs')];
  });
  return [...deeper, source];
}
