import type { ChunkId } from '../domain/ids.ts';
import type { Spec, Task } from '../domain/spec.ts';
import { normalText } from './ids.ts';
import { similarity } from './similarity.ts';

/** Likeness from which an edited task between the same neighbours is the same one. */
const SAME_TASK = 0.8;
/** Likeness from which a task under the same number is the same one. */
const SAME_NUMBER = 0.5;
/** Pairs of texts that are compared at most. */
const MAX_COMPARED = 20_000;

/**
 * Which task of `before` each task of `now` is: by id; for the rest by number and similar text, then
 * by the same text elsewhere, then by similar text between the same neighbours. One to one; tasks
 * that are new are left out.
 */
export function matchTasks(before: Spec, now: Spec): ReadonlyMap<ChunkId, ChunkId> {
  const pairing: Pairing = {
    before: entriesOf(before),
    now: entriesOf(now),
    found: new Map(),
    taken: new Set(),
  };
  const known = new Map(pairing.before.map((entry) => [entry.id, entry]));
  for (const entry of pairing.now) pair(pairing, entry, known.get(entry.id));
  pairByNumber(pairing);
  pairByText(pairing);
  pairByNeighbours(pairing);
  return pairing.found;
}

interface Entry {
  readonly id: ChunkId;
  readonly number: string | null;
  readonly text: string;
}

interface Pairing {
  readonly before: readonly Entry[];
  readonly now: readonly Entry[];
  /** Now → before. */
  readonly found: Map<ChunkId, ChunkId>;
  /** Of `before`, what is matched. */
  readonly taken: Set<ChunkId>;
}

function entriesOf(spec: Spec): readonly Entry[] {
  return spec.tasks.map((task: Task) => ({
    id: task.id,
    number: task.number,
    text: normalText(task.text, spec.dialect),
  }));
}

function pair({ found, taken }: Pairing, now: Entry, before: Entry | undefined): void {
  if (before === undefined) return;
  found.set(now.id, before.id);
  taken.add(before.id);
}

function restOf(pairing: Pairing): { before: readonly Entry[]; now: readonly Entry[] } {
  return {
    before: pairing.before.filter(({ id }) => !pairing.taken.has(id)),
    now: pairing.now.filter(({ id }) => !pairing.found.has(id)),
  };
}

/** A number counts where only one task of either text bears it; a task whose very words stand elsewhere is not guessed at. */
function pairByNumber(pairing: Pairing): void {
  const rest = restOf(pairing);
  const before = uniqueBy(rest.before, ({ number }) => number);
  const now = uniqueBy(rest.now, ({ number }) => number);
  const wordsBefore = new Set(rest.before.map(({ text }) => text));
  const wordsNow = new Set(rest.now.map(({ text }) => text));
  let compared = 0;
  for (const [number, entry] of now) {
    const other = before.get(number);
    if (other === undefined || compared > MAX_COMPARED) continue;
    compared += 1;
    const elsewhere = wordsBefore.has(entry.text) || wordsNow.has(other.text);
    const same = elsewhere
      ? entry.text === other.text
      : similarity(entry.text, other.text, SAME_NUMBER) > 0;
    if (same) pair(pairing, entry, other);
  }
}

function uniqueBy(
  entries: readonly Entry[],
  key: (entry: Entry) => string | null,
): ReadonlyMap<string, Entry> {
  const groups = groupBy(entries, (entry) => key(entry) ?? '');
  const unique = new Map<string, Entry>();
  for (const [name, [first, second]] of groups) {
    if (name !== '' && first !== undefined && second === undefined) unique.set(name, first);
  }
  return unique;
}

function pairByText(pairing: Pairing): void {
  const rest = restOf(pairing);
  const byText = groupBy(rest.before, ({ text }) => text);
  const used = new Map<string, number>();
  for (const entry of rest.now) {
    const at = used.get(entry.text) ?? 0;
    used.set(entry.text, at + 1);
    pair(pairing, entry, byText.get(entry.text)?.[at]);
  }
}

/** Between the same matched tasks, each edited one goes to the most similar. */
function pairByNeighbours(pairing: Pairing): void {
  const gapsBefore = gapsOf(pairing.before, (id) => (pairing.taken.has(id) ? id : undefined));
  const gapsNow = gapsOf(pairing.now, (id) => pairing.found.get(id));
  let compared = 0;
  for (const [gap, entries] of gapsNow) {
    const candidates = new Set(gapsBefore.get(gap));
    for (const entry of entries) {
      compared += candidates.size;
      if (compared > MAX_COMPARED) return;
      const best = mostSimilar(entry, candidates);
      if (best === undefined) continue;
      candidates.delete(best);
      pair(pairing, entry, best);
    }
  }
}

function mostSimilar(entry: Entry, candidates: Iterable<Entry>): Entry | undefined {
  let best: Entry | undefined;
  let most = 0;
  for (const candidate of candidates) {
    const alike = similarity(entry.text, candidate.text, SAME_TASK);
    if (alike > most) {
      best = candidate;
      most = alike;
    }
  }
  return best;
}

/** The unmatched entries by the matched ones right before and after them. */
function gapsOf(
  entries: readonly Entry[],
  matched: (id: ChunkId) => ChunkId | undefined,
): ReadonlyMap<string, readonly Entry[]> {
  const gaps = new Map<string, readonly Entry[]>();
  let previous = '';
  let open: Entry[] = [];
  for (const entry of entries) {
    const anchor = matched(entry.id);
    if (anchor === undefined) {
      open.push(entry);
      continue;
    }
    gaps.set(`${previous} ${anchor}`, open);
    previous = anchor;
    open = [];
  }
  return gaps.set(`${previous} `, open);
}

function groupBy(
  entries: readonly Entry[],
  key: (entry: Entry) => string,
): ReadonlyMap<string, readonly Entry[]> {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const name = key(entry);
    const members = groups.get(name);
    if (members) members.push(entry);
    else groups.set(name, [entry]);
  }
  return groups;
}
