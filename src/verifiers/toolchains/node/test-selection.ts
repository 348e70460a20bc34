import { posix } from 'node:path';
import { languageOf } from '../../../domain/tampering/language.ts';
import { relatedTo } from './changed-files.ts';
import { importersOf } from './import-graph.ts';
import { isPattern } from './path-pattern.ts';
import type { PlainScript } from './plain-script.ts';
import type { Project } from './project.ts';
import { canName, type Selection } from './runner-call.ts';
import { codeOf, type IsTest, suiteOf } from './suite-files.ts';
import type { TestTarget } from './test-targets.ts';

const ALL: Selection = { type: 'all' };
/** A suite of no more files is run whole: what is left out saves little, and imports do not tell of everything. */
const SMALL_SUITE = 20;

/** The tests of a package that a task asks for; null where none of its files are tests of this runner. */
export async function selectionOf(
  plain: PlainScript,
  target: TestTarget,
  project: Project,
): Promise<Selection | null> {
  const { folder, files } = target;
  if (files === null) return ALL;
  if (project.scope.task.kind === 'tests') return namedTests(plain, { folder, files }, project);
  const isThere = async (path: string): Promise<boolean> =>
    (await project.text(path, 'tree')) !== null;
  const related = await relatedTo(files, isThere);
  if (related.type === 'all') return ALL;
  const changed = related.files.map((path) => within(folder, path));
  if (plain.runner === 'mocha' || plain.runner === 'node') {
    return byImports(plain, { folder, changed }, project);
  }
  // What is named in the script is all that it runs; the graph knows nothing of that.
  return plain.targets.length === 0 ? { type: 'related', files: changed } : ALL;
}

/** Tests of a package by name: those that its script would run too. */
async function namedTests(
  plain: PlainScript,
  { folder, files }: { readonly folder: string; readonly files: readonly string[] },
  project: Project,
): Promise<Selection | null> {
  const { runner, targets } = plain;
  const code = files.filter((path) => languageOf(path) === 'js');
  const inside = code.map((path) => within(folder, path));
  const isTest =
    runner === 'mocha' || runner === 'node'
      ? await suiteOf(plain, folder, project)
      : (path: string) => isWanted(path, { runner, targets });
  if (isTest === null) return inside.length === 0 ? null : { type: 'files', files: inside };
  const named = inside.filter(isTest);
  if (named.length === 0) return null;
  return canName(runner, named) ? { type: 'files', files: named } : ALL;
}

/** vitest takes what is named for part of a path, jest for an expression. */
function isWanted(path: string, { runner, targets }: Pick<PlainScript, 'runner' | 'targets'>) {
  if (targets.length === 0) return true;
  return targets.some(({ text }) => {
    const part = text.replace(/^\.\//, '');
    return (runner === 'jest' && isPattern(part)) || path.includes(part);
  });
}

/** Tests that import what was changed, for runners that know no graph. */
async function byImports(
  plain: PlainScript,
  { folder, changed }: { readonly folder: string; readonly changed: readonly string[] },
  project: Project,
): Promise<Selection> {
  const isTest: IsTest | null = await suiteOf(plain, folder, project);
  const root = posix.join(project.scope.root, folder);
  const files = isTest === null ? null : await codeOf(project.scope.root, folder);
  if (isTest === null || files === null || files.filter(isTest).length <= SMALL_SUITE) return ALL;
  const { now } = await project.manifests(folder);
  const reached = await importersOf(changed, { root, files, name: now?.name ?? null });
  const tests = [...reached].filter((file) => isTest(file)).sort();
  return tests.length > 0 && canName(plain.runner, tests) ? { type: 'files', files: tests } : ALL;
}

function within(folder: string, path: string): string {
  return folder === '' ? path : path.slice(folder.length + 1);
}
