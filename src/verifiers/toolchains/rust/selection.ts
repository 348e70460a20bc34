import { join, posix } from 'node:path';
import type { Crate } from './metadata.ts';
import type { RustWorkspace } from './workspace.ts';

/** Names of crates, sorted; null for all of the workspace. */
export interface Selection {
  /** Which were changed. */
  readonly changed: readonly string[] | null;
  /** Those, and whatever needs them. */
  readonly related: readonly string[] | null;
}

export const EVERYTHING: Selection = { changed: null, related: null };

/** Settings of a whole workspace, relative to its root. */
const SETTINGS =
  /^(?:Cargo\.(?:toml|lock)|rust-toolchain(?:\.toml)?|vendor\/.*)$|(?:^|\/)\.cargo\//;
/** What says nothing to a program. */
const PROSE =
  /\.(?:md|mdx|markdown|rst|adoc|txt|png|jpe?g|gif|svg|ico|pdf)$|(?:^|\/)(?:LICENSE|NOTICE|AUTHORS|CODEOWNERS|\.git(?:ignore|attributes)|\.editorconfig)[^/]*$/i;

/** The crates a change is about; everything where that cannot be told. */
export function selectCrates({ folder, crates, changed }: RustWorkspace, root: string): Selection {
  const touched = new Set<Crate>();
  const own = new Set<Crate>();
  for (const file of changed) {
    if (SETTINGS.test(posix.relative(folder, file))) return EVERYTHING;
    const crate = crateOf(join(root, file), crates);
    if (crate !== null) (isOnlyOwn(file, join(root, file), crate) ? own : touched).add(crate);
    else if (!PROSE.test(file)) return EVERYTHING;
  }
  const all = new Set([...own, ...withDependents(touched, crates)]);
  if (all.size === 0 || all.size === crates.length) return EVERYTHING;
  return { changed: namesOf([...touched, ...own]), related: namesOf(all) };
}

/** The crate whose folder holds a file, the nearest one. */
export function crateOf(path: string, crates: readonly Crate[]): Crate | null {
  const holders = crates.filter((crate) => path.startsWith(`${crate.folder}/`));
  return holders.reduce<Crate | null>(
    (best, one) => (best === null || one.folder.length > best.folder.length ? one : best),
    null,
  );
}

/** Nobody else is built of a crate's tests, examples and text. */
function isOnlyOwn(file: string, path: string, crate: Crate): boolean {
  return (
    PROSE.test(file) || /^(?:tests|benches|examples)\//.test(posix.relative(crate.folder, path))
  );
}

/** These, all that is built of them, and what is tested with any of those. */
function withDependents(seeds: ReadonlySet<Crate>, crates: readonly Crate[]): ReadonlySet<Crate> {
  const reached = new Set(seeds);
  for (const crate of reached) {
    for (const other of crates) if (other.needs.includes(crate.folder)) reached.add(other);
  }
  const folders = new Set([...reached].map(({ folder }) => folder));
  const testers = crates.filter(({ testNeeds }) => testNeeds.some((one) => folders.has(one)));
  return new Set([...reached, ...testers]);
}

function namesOf(crates: Iterable<Crate>): readonly string[] {
  return [...new Set([...crates].map(({ name }) => name))].sort();
}

/** The arguments by which cargo is told of crates. */
export function packageArguments(names: readonly string[] | null): readonly string[] {
  return names === null ? ['--workspace'] : names.flatMap((name) => ['-p', name]);
}
