import { posix } from 'node:path';
import { inPackage } from '../packages.ts';
import { foldersOf } from '../tree-files.ts';
import { isPattern, matchesPath } from './path-pattern.ts';
import type { PlainScript } from './plain-script.ts';
import type { Project } from './project.ts';

/** Code of one package by its path in the package; of more files than this no graph is made. */
const MAX_FILES = 5000;
const CODE = /\.[cm]?[jt]sx?$/;

/** Where mocha is told which files it runs, and much else. */
const MOCHA_SETTINGS = ['js', 'cjs', 'mjs', 'yaml', 'yml', 'json', 'jsonc'].map(
  (end) => `.mocharc.${end}`,
);

/** What node:test runs when nobody tells it otherwise. */
const NODE_DEFAULT =
  /(?:^|\/)(?:test\/(?:.*\/)?[^/]+|test(?:-[^/]+)?|[^/]+[.\-_]test)\.[cm]?[jt]s$/;
const MOCHA_DEFAULT = /^test\/[^/]+\.[cm]?js$/;
const MOCHA_DEEP = /^test\/.*\.[cm]?js$/;

/** Tells the files that a script runs as tests, by their path in the package. */
export type IsTest = (path: string) => boolean;

/** Which files mocha or node:test runs for a script; null where only they know. */
export async function suiteOf(
  plain: PlainScript,
  folder: string,
  project: Project,
): Promise<IsTest | null> {
  const { runner, targets, flags } = plain;
  if (runner === 'mocha' && (await isToldElsewhere(plain, folder, project))) return null;
  if (targets.length > 0) {
    const patterns = targets.map(({ text }) => text.replace(/^\.\//, '').replace(/\/+$/, ''));
    return (path) => patterns.some((pattern) => isNamed(path, pattern));
  }
  if (runner === 'node') return (path) => NODE_DEFAULT.test(path);
  const isDeep = flags.some(({ text }) => text === '--recursive');
  return (path) => (isDeep ? MOCHA_DEEP : MOCHA_DEFAULT).test(path);
}

async function isToldElsewhere(
  { flags }: PlainScript,
  folder: string,
  project: Project,
): Promise<boolean> {
  if (
    flags.some(({ text }) => /^--(?:config|package|extension|file|ignore|exclude)\b/.test(text))
  ) {
    return true;
  }
  const { now } = await project.manifests(folder);
  const texts = [JSON.stringify(now?.mocha ?? null)];
  for (const file of MOCHA_SETTINGS) {
    texts.push((await project.text(inPackage(folder, file), 'tree')) ?? '');
  }
  return texts.some((text) => /\b(?:spec|extension|file|ignore|exclude|recursive)\b/.test(text));
}

function isNamed(path: string, pattern: string): boolean {
  if (isPattern(pattern)) return matchesPath(path, pattern);
  return path === pattern || pattern === '.' || path.startsWith(`${pattern}/`);
}

/** The code of a package, by its path in the package; null where there is too much of it. */
export async function codeOf(root: string, folder: string): Promise<readonly string[] | null> {
  const found: string[] = [];
  for await (const { folder: below, files } of foldersOf(posix.join(root, folder))) {
    for (const name of files) if (CODE.test(name)) found.push(inPackage(below, name));
    if (found.length > MAX_FILES) return null;
  }
  return found;
}
