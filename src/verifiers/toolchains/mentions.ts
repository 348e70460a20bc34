import { join } from 'node:path';
import type { VerifyScope } from '../../ports/verifier.ts';
import { entriesOf, readTreeFile } from './tree-files.ts';

/** Files in which a project says what is run on it. */
const FILES = [
  '.gitlab-ci.yml',
  '.travis.yml',
  '.cirrus.yml',
  '.drone.yml',
  '.appveyor.yml',
  '.pre-commit-config.yaml',
  '.lintstagedrc',
  '.mega-linter.yml',
  'Jenkinsfile',
  'Justfile',
  'Makefile',
  'Makefile.toml',
  'Taskfile.yml',
  'azure-pipelines.yml',
  'bitbucket-pipelines.yml',
  'justfile',
  'lefthook.yml',
  'makefile',
  'package.json',
  'tox.ini',
];
/** Folders of such files. */
const FOLDERS = [
  '.buildkite',
  '.ci',
  '.circleci',
  '.github/workflows',
  '.husky',
  '.woodpecker',
  'ci',
  'dev',
  'hack',
  'script',
  'scripts',
  'tools',
];
/** Files looked at in one folder. */
const MAX_FILES = 60;

/** Lines by which the project's CI, hooks and scripts run a tool, as the base has them; in the tree where it has not. */
export async function mentions(scope: VerifyScope, tool: RegExp): Promise<readonly string[]> {
  const listed = await Promise.all(FOLDERS.map((folder) => filesIn(scope, folder)));
  const changed = scope.changed.filter((path) => FOLDERS.some((one) => path.startsWith(`${one}/`)));
  const paths = new Set([...FILES, ...listed.flat(), ...changed]);
  const texts = await Promise.all([...paths].map((path) => textOf(scope, path)));
  return texts.flatMap((text) =>
    text.split('\n').filter((line) => tool.test(line) && !/^\s*(?:#|\/\/)/.test(line)),
  );
}

async function filesIn({ root }: VerifyScope, folder: string): Promise<readonly string[]> {
  const entries = await entriesOf(join(root, folder));
  const files = entries.filter((entry) => entry.isFile()).slice(0, MAX_FILES);
  return files.map(({ name }) => `${folder}/${name}`);
}

/** What a change does not touch stands in the tree as on the base. */
async function textOf(scope: VerifyScope, path: string): Promise<string> {
  const before = scope.changed.includes(path) ? await scope.baseFile(path) : null;
  return before ?? (await readTreeFile(scope.root, path)) ?? '';
}
