import type { Sha } from '../domain/ids.ts';
import type { Spec } from '../domain/spec.ts';
import type { History } from '../ports/history.ts';
import { unticked, withTicksOf } from '../spec/carry.ts';
import { withDivisionsOf } from '../spec/divisions.ts';
import { parseText } from '../spec/parse.ts';

/** The versions of one spec that a run has to bring together. */
export interface SpecVersions {
  /** As the user's working tree has it. */
  readonly local: Spec;
  /** As the top of the stack (or the base) has it; null where it does not exist there. */
  readonly known: string | null;
  /** As it stood where the user's checkout and what will be built upon parted; null where absent. */
  readonly ancestor: string | null;
  /** Every version between the base and the top of the stack, newest first. */
  readonly built: readonly string[];
}

/** Texts of specs by path, read for all of them at once. */
export interface KnownTexts {
  /** As the base has them. */
  readonly atBase: ReadonlyMap<string, string>;
  /** As they stood where the user's checkout and the base parted. */
  readonly atFork: ReadonlyMap<string, string>;
}

/** Reads what base and fork have of every spec, with a handful of calls however many there are. */
export async function readKnownTexts(
  history: History,
  specs: readonly Spec[],
  at: { readonly head: string; readonly base: Sha },
): Promise<KnownTexts> {
  const local = new Map(specs.map(({ path, text }) => [path, text]));
  const paths = [...local.keys()];
  const atBase = await history.filesAt(at.base, paths, local);
  if (at.head === at.base) return { atBase, atFork: atBase };
  const fork = await history.mergeBase(at.head, at.base);
  return { atBase, atFork: fork === null ? new Map() : await history.filesAt(fork, paths, local) };
}

/** Reads the versions of a spec around the commit that will be built upon. */
export async function readVersions(
  history: History,
  local: Spec,
  at: { readonly texts: KnownTexts; readonly head: string; readonly base: Sha; readonly tip: Sha },
): Promise<SpecVersions> {
  const { texts, head, base, tip } = at;
  const { path } = local;
  if (tip === base) {
    const ancestor = texts.atFork.get(path) ?? null;
    return { local, known: texts.atBase.get(path) ?? null, ancestor, built: [] };
  }
  const fork = await history.mergeBase(head, tip);
  const [known, ancestor, built] = await Promise.all([
    history.fileAt(tip, path),
    fork === null ? null : history.fileAt(fork, path),
    history.versions(base, tip, path),
  ]);
  return { local, known, ancestor, built };
}

/** Whether the spec was deleted below us while the user's copy is untouched. */
export function isWithdrawn(versions: SpecVersions): boolean {
  return versions.known === null && versions.ancestor === versions.local.text;
}

/**
 * The text that counts: what was built so far, with the user's edits carried in. Ticks are never lost: a box that is
 * ticked in either version stays ticked.
 */
export async function effectiveText(history: History, versions: SpecVersions): Promise<string> {
  const { local, known } = versions;
  if (known === null || known === local.text) return local.text;
  const before = parseText(local.path, known);
  if (isAlreadyIn(versions, known)) return withTicksOf(before, local);
  const mine = withDivisionsOf(local, before, ancestorOf(versions));
  const merged = await mergedText(history, { versions, known: before, mine });
  return withTicksOf(parseText(local.path, merged ?? mine), before);
}

/** The user's copy says nothing, ticks aside, that the built line does not know already. */
function isAlreadyIn({ local, ancestor, built }: SpecVersions, known: string): boolean {
  const mine = unticked(local.text);
  const versions = [known, ancestor, ...built].filter((text) => text !== null);
  return versions.some((text) => unticked(text) === mine);
}

function ancestorOf({ local, ancestor }: SpecVersions): Spec | null {
  return ancestor === null ? null : parseText(local.path, ancestor);
}

interface Merge {
  readonly versions: SpecVersions;
  readonly known: Spec;
  /** The user's copy with the tasks that the built line wrote. */
  readonly mine: string;
}

/** What the built line divided stands in all three, so that an edit beside it is no conflict. */
async function mergedText(
  history: History,
  { versions, known, mine }: Merge,
): Promise<string | null> {
  const ancestor = versions.ancestor ?? versions.built.at(-1);
  if (ancestor === undefined) return null;
  const common = withDivisionsOf(parseText(known.path, ancestor), known, null);
  return history.mergeTexts(known.text, common, mine);
}
