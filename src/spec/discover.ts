import { globMatcher } from '../domain/glob.ts';
import type { Dialect } from '../domain/spec.ts';
import { dialectAt } from './dialect.ts';

/** A file that may be a spec, by its path alone. */
export interface SpecCandidate {
  readonly path: string;
  readonly dialect: Dialect;
  /** ROADMAP, TODO: built only when asked for. */
  readonly onRequest: boolean;
  /** Matched by the `specs` setting. */
  readonly asked: boolean;
}

const NEVER =
  /^(?:changelog|contributing|code_of_conduct|license|claude|agents|memory|readme(?:[._-][\w-]{1,12})?)$/;
const ON_REQUEST = /^(?:roadmap|todo)$/;
const NAMED_SPEC = /^spec(?:[-_0-9].*)?\.md$|\.spec\.md$/;
/** Folders that hold other projects' files, samples, or a tool's own. */
const FOREIGN =
  /(?:^|\/)(?:node_modules|bower_components|vendor|vendored|third[-_]party|(?:__)?fixtures(?:__)?|testdata|test[-_]data|site-packages|\.git|\.codelicious|\.claude|\.venv|\.specify\/templates)\//;
/** Files that dialects keep beside their task files, and finished changes. */
const BESIDES = /(?:^|\/)(?:\.kiro|openspec\/(?:changes|specs))\//;
const ARCHIVE = /(?:^|\/)openspec\/changes\/archive\//;

/**
 * Picks the specs out of a repository's files, sorted by path.
 * @param files repository-relative paths with forward slashes
 * @param options.globs the `specs` setting
 */
export function discoverSpecs(
  files: readonly string[],
  options: { readonly globs: readonly string[] },
): readonly SpecCandidate[] {
  const isAsked = globMatcher(options.globs);
  const markdown = files.filter((path) => /\.md$/i.test(path));
  const taskFolders = new Set(
    markdown.filter((path) => dialectAt(path) !== null).map((path) => folderOf(path.toLowerCase())),
  );
  return markdown
    .flatMap((path) => candidate(path, { taskFolders, asked: isAsked(path) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

interface Facts {
  readonly taskFolders: ReadonlySet<string>;
  readonly asked: boolean;
}

function candidate(path: string, { taskFolders, asked }: Facts): readonly SpecCandidate[] {
  const lower = path.toLowerCase();
  const stem = lower.slice(lower.lastIndexOf('/') + 1).replace(/\.md$/, '');
  const dialect = dialectAt(path);
  if (NEVER.test(stem) || ARCHIVE.test(lower)) return [];
  if (dialect === null && (BESIDES.test(lower) || standsBeside(lower, taskFolders))) return [];
  const onRequest = ON_REQUEST.test(stem);
  const found = !FOREIGN.test(lower) && (dialect !== null || onRequest || looksLikeSpec(lower));
  return found || asked ? [{ path, dialect: dialect ?? 'plain', onRequest, asked }] : [];
}

function looksLikeSpec(lower: string): boolean {
  const folder = folderOf(lower);
  const name = lower.slice(folder.length);
  return /(?:^|\/)specs\/$/.test(folder) || NAMED_SPEC.test(name);
}

/** Whether a file lies in, or below, a folder of which only the task file counts. */
function standsBeside(lower: string, taskFolders: ReadonlySet<string>): boolean {
  for (let folder = folderOf(lower); folder !== ''; folder = folderOf(folder.slice(0, -1))) {
    if (taskFolders.has(folder)) return true;
  }
  return false;
}

/** The folder of a path with its final slash; empty at the root. */
function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}
