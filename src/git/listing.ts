/** Where the index and the files of a tree part. */
export interface Listing {
  /** Paths of the index. */
  readonly tracked: readonly string[];
  /** Paths of the index that stand for a submodule. */
  readonly submodules: readonly string[];
  /** Paths neither in the index nor ignored; folders end in `/`. */
  readonly untracked: readonly string[];
  /** Paths of the index with no file on disk. */
  readonly deleted: readonly string[];
  /** Paths that a sparse checkout leaves out. */
  readonly sparse: readonly string[];
}

/** Arguments of the call whose output `parseListing` reads; `-d` lists deleted files besides. */
export const LISTING: readonly string[] = [
  'ls-files',
  '-z',
  '-t',
  '--stage',
  '--others',
  '--exclude-standard',
];

/** Fields of `ls-files -z -t --stage --others`: `? path`, or `H mode sha stage TAB path`. */
export function parseListing(fields: readonly string[]): Listing {
  const tracked = new Set<string>();
  const listing = {
    submodules: [] as string[],
    untracked: [] as string[],
    deleted: [] as string[],
    sparse: [] as string[],
  };
  for (const field of fields) {
    const tag = field.charAt(0);
    if (tag === '?') {
      listing.untracked.push(field.slice(2));
      continue;
    }
    const path = field.slice(field.indexOf('\t') + 1);
    tracked.add(path);
    if (field.startsWith('160000', 2)) listing.submodules.push(path);
    if (tag === 'R') listing.deleted.push(path);
    if (tag === 'S') listing.sparse.push(path);
  }
  return { tracked: [...tracked], ...listing };
}
