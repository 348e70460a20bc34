import type { NumstatEntry } from './changeset.ts';

/** What a pull request may at most hold. */
export interface Caps {
  readonly maxCommits: number;
  /** Added plus deleted lines. */
  readonly maxLoc: number;
}

/** A part's size as reviewers see it. */
export interface Size {
  readonly lines: number;
  /** Paths of binary files, which count as no lines. */
  readonly binaries: readonly string[];
}

/** Lock files by name: generated, so no reviewer reads them. */
const LOCK_FILES: ReadonlySet<string> = new Set([
  'package-lock.json',
  'npm-shrinkwrap.json',
  'yarn.lock',
  'pnpm-lock.yaml',
  'bun.lock',
  'bun.lockb',
  'deno.lock',
  'Cargo.lock',
  'go.sum',
  'poetry.lock',
  'uv.lock',
  'pdm.lock',
  'Pipfile.lock',
  'Gemfile.lock',
  'composer.lock',
  'mix.lock',
  'Podfile.lock',
  'packages.lock.json',
  'flake.lock',
  'gradle.lockfile',
]);

/** Whether a path is a lock file by its name. */
export function isLockFile(path: string): boolean {
  return LOCK_FILES.has(path.slice(path.lastIndexOf('/') + 1));
}

/**
 * The size of a diff between a part's merge base and a candidate tree.
 * @param leftOut the spec's own path, and whether a path matches `pullRequest.exclude`
 */
export function sizeOf(
  entries: readonly NumstatEntry[],
  leftOut: { readonly spec: string; readonly excluded: (path: string) => boolean },
): Size {
  const counted = entries.filter(
    (entry) =>
      entry.path !== leftOut.spec &&
      !isLockFile(entry.path) &&
      !entry.generated &&
      !leftOut.excluded(entry.path),
  );
  return {
    lines: counted.reduce((sum, entry) => sum + (entry.added ?? 0) + (entry.deleted ?? 0), 0),
    binaries: counted.filter((entry) => entry.added === null).map((entry) => entry.path),
  };
}
