import type { NumstatEntry } from './changeset.ts';
import { folderOf, isManifest, kinOf } from './divide-kin.ts';
import { sizeOf } from './size.ts';

/** One commit of a divided chunk. */
export interface Step {
  /** Sorted; both sides of a rename are listed. */
  readonly paths: readonly string[];
  /** Added plus deleted lines that count. */
  readonly lines: number;
  /** It exceeds the cap and holds only files that must stay together. */
  readonly oversize: boolean;
}

interface Group {
  /** The least of its entries' paths. */
  readonly first: string;
  readonly paths: readonly string[];
  readonly lines: number;
}

interface OpenStep {
  readonly paths: string[];
  lines: number;
}

/**
 * Divides a change that is too big by its files into steps of at most `maxLoc` lines: tests stay
 * with their source, lock files with their manifest, both sides of a rename together; paths that
 * count no lines go where their folder goes, else with the first step.
 * @param leftOut what `sizeOf` leaves out
 * @returns the steps in the order in which they are to be committed; null when there is nothing to divide
 */
export function divide(
  entries: readonly NumstatEntry[],
  maxLoc: number,
  leftOut: Parameters<typeof sizeOf>[1],
): readonly Step[] | null {
  const groups = groupsOf(entries, leftOut);
  const weighty = groups.filter((group) => group.lines > 0).sort(inOrder);
  if (weighty.length < 2) return null;
  const steps = pack(weighty, maxLoc);
  const [bottom, second] = steps;
  if (bottom === undefined || second === undefined) return null;
  const home = homes(steps, bottom);
  for (const group of groups.filter((each) => each.lines === 0)) {
    home(group.first).paths.push(...group.paths);
  }
  return steps.map(({ paths, lines }) => ({
    paths: paths.sort(byText),
    lines,
    oversize: lines > maxLoc,
  }));
}

function groupsOf(
  entries: readonly NumstatEntry[],
  leftOut: Parameters<typeof sizeOf>[1],
): readonly Group[] {
  const sorted = [...entries].sort((a, b) => byText(a.path, b.path));
  const { root, unite } = unions();
  for (const { path, from } of sorted) unite(path, from ?? path);
  for (const [a, b] of kinOf(sorted.map((entry) => entry.path))) unite(a, b);
  const groups = new Map<string, { first: string; paths: Set<string>; lines: number }>();
  for (const entry of sorted) {
    const group = groups.get(root(entry.path)) ?? {
      first: entry.path,
      paths: new Set(),
      lines: 0,
    };
    group.paths.add(entry.path).add(entry.from ?? entry.path);
    group.lines += sizeOf([entry], leftOut).lines;
    groups.set(root(entry.path), group);
  }
  return [...groups.values()].map((group) => ({ ...group, paths: [...group.paths] }));
}

/** Manifests first, since later steps may need what they bring; then by first path. */
function inOrder(a: Group, b: Group): number {
  const rank = (group: Group): number => (group.paths.some(isManifest) ? 0 : 1);
  return rank(a) - rank(b) || byText(a.first, b.first);
}

/** First fit: each group goes into the first step that still has room for it. */
function pack(groups: readonly Group[], maxLoc: number): OpenStep[] {
  const steps: OpenStep[] = [];
  for (const group of groups) {
    const step = steps.find((each) => each.lines + group.lines <= maxLoc);
    if (step === undefined) steps.push({ paths: [...group.paths], lines: group.lines });
    else {
      step.paths.push(...group.paths);
      step.lines += group.lines;
    }
  }
  return steps;
}

/** Tells the first step that touches a path's folder or, failing that, one of the folders above it. */
function homes(steps: readonly OpenStep[], bottom: OpenStep): (path: string) => OpenStep {
  const byFolder = new Map<string, OpenStep>();
  for (const step of steps.toReversed()) {
    for (const path of step.paths) byFolder.set(folderOf(path), step);
  }
  byFolder.set('', bottom);
  return (path) => {
    let folder = folderOf(path);
    let step = byFolder.get(folder);
    while (step === undefined) {
      folder = folderOf(folder);
      step = byFolder.get(folder);
    }
    return step;
  };
}

/** Sets of strings that can be united; the least string of a set names it. */
function unions(): { root: (name: string) => string; unite: (a: string, b: string) => void } {
  const parent = new Map<string, string>();
  const root = (name: string): string => {
    let top = name;
    for (let up = parent.get(top); up !== undefined; up = parent.get(up)) top = up;
    if (top !== name) parent.set(name, top);
    return top;
  };
  const unite = (a: string, b: string): void => {
    const [one, other] = [root(a), root(b)];
    if (one < other) parent.set(other, one);
    else if (other < one) parent.set(one, other);
  };
  return { root, unite };
}

/** Of texts that differ. */
function byText(a: string, b: string): number {
  return a < b ? -1 : 1;
}
