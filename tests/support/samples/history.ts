import { readFileSync } from 'node:fs';
import type { Call } from './replayed-build.ts';

/** One commit of a history that was written down. */
export interface Commit {
  readonly subject: string;
  /** What its message says further. */
  readonly details: readonly string[];
  /** Every file before it and after it. */
  readonly before: Tree;
  readonly after: Tree;
}

/** Text by path. */
export type Tree = Readonly<Record<string, string>>;

/** The history of a small project. */
export interface History {
  readonly start: Tree;
  readonly commits: readonly Commit[];
}

const STEP = /^=== (.*)$/;
const ACTION = /^--- (write|edit|delete|move) (\S+)(?: (\S+))?$/;

/**
 * Reads a history: `=== subject` begins a commit, lines from there are what it says, `--- write path`, `--- edit path`,
 * `--- delete path` and `--- move from to` are what it does. An edit holds `<<<<<<<`, old, `=======`, new, `>>>>>>>`, as
 * often as needed. The first commit is the start.
 * @throws Error naming the line that does not fit
 */
export function readHistory(file: URL): History {
  const steps = sections(readFileSync(file, 'utf8').split('\n'), STEP);
  const commits: Commit[] = [];
  let tree: Tree = {};
  for (const { head, lines } of steps) {
    const after = applied(tree, lines);
    const said = lines.slice(0, firstAction(lines)).map((line) => line.replace(/^[-*] /, ''));
    const details = said.filter((line) => line.trim() !== '');
    commits.push({ subject: head[1] ?? '', details, before: tree, after });
    tree = after;
  }
  const [start, ...rest] = commits;
  return { start: start?.after ?? {}, commits: rest };
}

/** What turns one tree into another, file by file. */
export function callsBetween(before: Tree, after: Tree): readonly Call[] {
  return changedPaths(before, after).map((path) => {
    const content = after[path];
    return content === undefined
      ? { tool: 'delete_file', path }
      : { tool: 'write_file', path, content };
  });
}

/** Paths that differ, sorted. */
export function changedPaths(before: Tree, after: Tree): readonly string[] {
  const all = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...all].filter((path) => before[path] !== after[path]).sort();
}

interface Section {
  readonly head: RegExpExecArray;
  readonly lines: string[];
}

function sections(lines: readonly string[], heading: RegExp): readonly Section[] {
  const found: Section[] = [];
  for (const line of lines) {
    const head = heading.exec(line);
    if (head === null) found.at(-1)?.lines.push(line);
    else found.push({ head, lines: [] });
  }
  return found;
}

function firstAction(lines: readonly string[]): number {
  const at = lines.findIndex((line) => ACTION.test(line));
  return at === -1 ? lines.length : at;
}

function applied(before: Tree, lines: readonly string[]): Tree {
  const tree = new Map(Object.entries(before));
  for (const { head, lines: body } of sections(lines, ACTION)) {
    const [whole, action, path = '', to = ''] = head;
    const old = tree.get(path);
    if (action !== 'write' && old === undefined) throw new Error(`${whole}: there is no such file`);
    if (action === 'write') tree.set(path, textOf(body));
    if (action === 'edit') tree.set(path, edited(old ?? '', body, whole));
    if (action === 'delete' || action === 'move') tree.delete(path);
    if (action === 'move') tree.set(to, old ?? '');
  }
  return Object.fromEntries(tree);
}

function textOf(lines: readonly string[]): string {
  return `${lines.join('\n').trimEnd()}\n`;
}

const HUNK = /^<<<<<<<\n([\s\S]*?)\n=======\n([\s\S]*?)\n?>>>>>>>$/gm;

function edited(text: string, lines: readonly string[], name: string): string {
  const hunks = [...lines.join('\n').matchAll(HUNK)];
  if (hunks.length === 0) throw new Error(`${name}: no hunk`);
  return hunks.reduce((now, [, old = '', fresh = '']) => {
    const parts = now.split(old);
    if (parts.length !== 2) throw new Error(`${name}: stands ${parts.length - 1} times: ${old}`);
    return parts.join(fresh);
  }, text);
}
