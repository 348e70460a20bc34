import { join } from 'node:path';
import { inPackage } from '../packages.ts';
import { entriesOf, readTreeFile } from '../tree-files.ts';
import { isGoTest } from './module.ts';

/** Where a test begins; the file is repository-relative. */
export interface Declaration {
  readonly file: string;
  readonly line: number;
}

/** What `go test -run` may name, and methods of suites that such a function runs. */
const FUNCTION = /^func (?:(Test|Example|Fuzz)(?![a-z])\w*|\([^)]*\) Test\w*)\s*\(/;
const NAME = /^func (\w+)/;

/** Names of the test functions of a file, by the line they begin in; null where some cannot be run by name. */
export function testFunctions(text: string): ReadonlyMap<string, number> | null {
  const found = new Map<string, number>();
  let methods = 0;
  text.split('\n').forEach((row, index) => {
    if (!FUNCTION.test(row)) return;
    const name = NAME.exec(row)?.[1];
    if (name === undefined) methods += 1;
    else if (name !== 'TestMain') found.set(name, index + 1);
  });
  return methods > 0 && found.size === 0 ? null : found;
}

/** The test functions of a package's folder. */
export async function declaredTests(
  root: string,
  folder: string,
): Promise<ReadonlyMap<string, Declaration>> {
  const found = new Map<string, Declaration>();
  for (const entry of await entriesOf(join(root, folder))) {
    if (!entry.isFile() || !isGoTest(entry.name)) continue;
    const file = inPackage(folder, entry.name);
    const text = await readTreeFile(root, file);
    for (const [name, line] of testFunctions(text ?? '') ?? []) found.set(name, { file, line });
  }
  return found;
}
