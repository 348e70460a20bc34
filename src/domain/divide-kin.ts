/** A test's name without what marks it as one, by the conventions of the usual runners. */
const TEST_NAMES: readonly RegExp[] = [
  /^(.+)[._-](?:test|tests|spec|e2e|cy|stories|bench)$/i,
  /^(?:test)[_-](.+)$/i,
  /^(.*[a-z0-9])(?:Tests?|Spec|IT)$/,
  /^Test([A-Z].*)$/,
];

/** Folders that hold tests only. */
const TEST_FOLDER = /^(?:__tests__|__snapshots__|tests?|e2e)$/i;

/** The manifest each lock file (by name) was resolved from. */
const MANIFESTS: Readonly<Record<string, readonly string[]>> = {
  'package-lock.json': ['package.json'],
  'npm-shrinkwrap.json': ['package.json'],
  'yarn.lock': ['package.json'],
  'pnpm-lock.yaml': ['package.json', 'pnpm-workspace.yaml'],
  'bun.lock': ['package.json'],
  'bun.lockb': ['package.json'],
  'deno.lock': ['deno.json', 'deno.jsonc'],
  'Cargo.lock': ['Cargo.toml'],
  'go.sum': ['go.mod'],
  'poetry.lock': ['pyproject.toml'],
  'uv.lock': ['pyproject.toml'],
  'pdm.lock': ['pyproject.toml'],
  'Pipfile.lock': ['Pipfile'],
  'Gemfile.lock': ['Gemfile'],
  'composer.lock': ['composer.json'],
  'mix.lock': ['mix.exs'],
  'Podfile.lock': ['Podfile'],
  'packages.lock.json': [],
  'flake.lock': ['flake.nix'],
  'gradle.lockfile': ['build.gradle', 'build.gradle.kts'],
};

const MANIFEST_NAMES: ReadonlySet<string> = new Set(Object.values(MANIFESTS).flat());

/** A path seen as source or as a test of one. */
interface Role {
  readonly path: string;
  /** The names of its folders, those for tests left out. */
  readonly folder: readonly string[];
  /** What the file is about, without case and test affixes. */
  readonly subject: string;
  readonly test: boolean;
}

/** The folder of a path; empty at the root. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** Whether a path names a manifest of dependencies. */
export function isManifest(path: string): boolean {
  return MANIFEST_NAMES.has(nameOf(path));
}

/**
 * Pairs of paths that belong in one step: a test and its source, files of one name in one folder
 * (`a.c`, `a.h`), a lock file and its manifest.
 */
export function kinOf(paths: readonly string[]): readonly (readonly [string, string])[] {
  return [...testsWithSources(paths), ...locksWithManifests(paths)];
}

function testsWithSources(paths: readonly string[]): readonly (readonly [string, string])[] {
  const roles = paths.filter((path) => !isManifest(path)).map(roleOf);
  const bySubject = groupBy(roles, (role) => role.subject);
  return [...bySubject.values()].flatMap((same) => [...besides(same), ...pairedTests(same)]);
}

/** Sources of one subject in one folder, each tied to the first of them. */
function besides(same: readonly Role[]): readonly (readonly [string, string])[] {
  const heads = new Map<string, string>();
  const pairs: [string, string][] = [];
  for (const { path } of same.filter((role) => !role.test)) {
    const head = heads.get(folderOf(path));
    if (head === undefined) heads.set(folderOf(path), path);
    else pairs.push([head, path]);
  }
  return pairs;
}

/** Each test with the nearest source of its subject; without one, with the tests of its own folder. */
function pairedTests(same: readonly Role[]): readonly (readonly [string, string])[] {
  const sources = same.filter((role) => !role.test);
  const tests = same.filter((role) => role.test);
  return tests.map((test) => {
    const near = sources.length > 0 ? sources : tests.filter((other) => isBeside(test, other));
    return [nearest(test, near).path, test.path] as const;
  });
}

function isBeside(test: Role, other: Role): boolean {
  return other.folder.join('/') === test.folder.join('/');
}

/** The candidate whose folders have most in common with those of the test; the first of equals. */
function nearest(test: Role, candidates: readonly Role[]): Role {
  const wanted = new Set(test.folder);
  const score = ({ folder }: Role): number =>
    2 * folder.filter((name) => wanted.has(name)).length - folder.length;
  return candidates.reduce((best, role) => (score(role) > score(best) ? role : best));
}

function roleOf(path: string): Role {
  const folders = folderOf(path).split('/');
  const stem = nameOf(path)
    .replace(/\.snap$/, '')
    .replace(/(?<=.)\.[^.]*$/, '');
  const bare = TEST_NAMES.map((pattern) => pattern.exec(stem)?.[1]).find((name) => name);
  return {
    path,
    folder: folders.filter((name) => !TEST_FOLDER.test(name)),
    subject: (bare ?? stem).toLowerCase(),
    test: bare !== undefined || folders.some((name) => TEST_FOLDER.test(name)),
  };
}

function locksWithManifests(paths: readonly string[]): readonly (readonly [string, string])[] {
  return paths.flatMap((lock) => {
    const names = MANIFESTS[nameOf(lock)] ?? [];
    const below = folderOf(lock) === '' ? '' : `${folderOf(lock)}/`;
    return paths
      .filter((path) => path.startsWith(below) && names.includes(nameOf(path)))
      .map((path) => [lock, path] as const);
  });
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}
