import { isSource, isTestMaterial } from '../../../src/domain/proof.ts';
import { isTestFile } from '../../../src/domain/tampering/language.ts';
import { type Commit, changedPaths, type Tree } from './history.ts';
import { isGreen, type Project } from './projects.ts';

/** How the work of a commit is spoilt. */
type SpoilKind = 'mutated' | 'test deleted' | 'half applied';

/** A commit as somebody who is careless, or cheats, would hand it in. */
export interface Spoil {
  readonly kind: SpoilKind;
  /** What was done to it. */
  readonly how: string;
  readonly tree: Tree;
  /** What the authors' own checks say: a spoil that does no harm may land. */
  readonly harmless: boolean;
}

/** Mutants that are looked at before a commit is taken for one whose tests notice nothing. */
const MOST_MUTANTS = 8;

/** One spoil of each kind, where the commit allows it. */
export function spoilsOf(project: Project, commit: Commit): readonly Spoil[] {
  const found = [mutated(project, commit), withoutTest(project, commit), half(project, commit)];
  return found.filter((spoil) => spoil !== null);
}

/** The commit's own source altered so that tests fail. */
function mutated(project: Project, { before, after }: Commit): Spoil | null {
  const changed = changedPaths(before, after).filter((path) => path in after && isSource(path));
  for (const { tree, how } of mutantsOf(after, changed)) {
    if (!isGreen(project, tree)) return { kind: 'mutated', how, tree, harmless: false };
  }
  return null;
}

/** Source altered so that an old test fails, and that test removed. */
function withoutTest(project: Project, { before, after }: Commit): Spoil | null {
  const tests = Object.keys(after).filter((path) => isTestFile(path) && path in before);
  for (const { tree, how } of mutantsOf(after, Object.keys(after).filter(isSource))) {
    if (isGreen(project, tree)) continue;
    for (const test of tests) {
      const { [test]: _gone, ...rest } = tree;
      if (isGreen(project, rest)) {
        return { kind: 'test deleted', how: `${how}; no ${test}`, tree: rest, harmless: false };
      }
    }
  }
  return null;
}

/** Only the first half of the files, the tests before what they test. */
function half(project: Project, { before, after }: Commit): Spoil | null {
  const paths = changedPaths(before, after);
  if (paths.length < 2) return null;
  const ordered = [...paths].sort((a, b) => Number(isTestMaterial(b)) - Number(isTestMaterial(a)));
  const kept = ordered.slice(0, Math.ceil(ordered.length / 2));
  const tree = new Map(Object.entries(before));
  for (const path of kept) {
    const text = after[path];
    if (text === undefined) tree.delete(path);
    else tree.set(path, text);
  }
  const files = Object.fromEntries(tree);
  const harmless = isGreen(project, files);
  return { kind: 'half applied', how: `only ${kept.join(', ')}`, tree: files, harmless };
}

/** What one operator makes of a line; the first that alters it is used. */
const OPERATORS: readonly (readonly [RegExp, string])[] = [
  [/ === /, ' !== '],
  [/ == /, ' != '],
  [/ is None/, ' is not None'],
  [/ (?:>=|<=) /, ' == '],
  [/ < /, ' > '],
  [/ > /, ' < '],
  [/ \+ /, ' - '],
  [/ \+= /, ' -= '],
  [/\bnot in\b/, 'in'],
  [/\bif not\b/, 'if'],
  [/\b1\b/, '2'],
  [/\b0\b/, '1'],
  [/\btrue\b/, 'false'],
  [/\bTrue\b/, 'False'],
  [/(^\s*return )(?:null|None|nil)\b/, '$1 0'],
  [/(^\s*return )\S.*;$/, '$1undefined;'],
  [/'(?=[a-z<-])/, "'x"],
];

function* mutantsOf(tree: Tree, paths: readonly string[]) {
  let made = 0;
  for (const path of paths) {
    const lines = (tree[path] ?? '').split('\n');
    for (const [at, line] of lines.entries()) {
      const mutant = mutate(line);
      if (mutant === line) continue;
      const text = lines.with(at, mutant).join('\n');
      yield { tree: { ...tree, [path]: text }, how: `${path}:${at + 1}: ${mutant.trim()}` };
      made += 1;
      if (made >= MOST_MUTANTS) return;
    }
  }
}

/** What is no statement is left alone: comments, imports, declarations. */
const QUIET =
  /^\s*(?:\/\/|\/?\*|#|"""|import\b|from\b|export \{|package\b|'use strict'|const \{.*require)/;

function mutate(line: string): string {
  if (QUIET.test(line)) return line;
  const operator = OPERATORS.find(([pattern]) => pattern.test(line));
  return operator === undefined ? line : line.replace(operator[0], operator[1]);
}
