import { join } from 'node:path';
import type { VerifyScope } from '../../../ports/verifier.ts';
import { PACKAGE_MANIFESTS, packagesOf, parentOf } from '../packages.ts';
import { hasFile, readTreeFile } from '../tree-files.ts';
import { type Cargo, runCargo } from './cargo.ts';
import { type Crate, type Metadata, readMetadata } from './metadata.ts';

/** One workspace, or a crate that is none's, and what of it is to be judged. */
export interface RustWorkspace {
  /** Relative to the repository, empty for its root. */
  readonly folder: string;
  /** Empty where cargo cannot say. */
  readonly crates: readonly Crate[];
  /** Changed files that belong to it, repository-relative. */
  readonly changed: readonly string[];
}

const MANIFEST = 'Cargo.toml';
/** Files that are Rust's, wherever they are. */
const OWN_FILE =
  /\.rs$|(?:^|\/)(?:Cargo\.(?:toml|lock)|rust-toolchain(?:\.toml)?|\.?(?:clippy|rustfmt)\.toml|\.cargo\/[^/]+)$/;
/** Folders whose crates are somebody else's, or data. */
const FOREIGN = /(?:^|\/)(?:vendor|testdata|fixtures)(?:\/|$)/;

/** Roots of crates that a task may be about, outer ones first, each with its changed files. */
export async function rootsOf(scope: VerifyScope): Promise<ReadonlyMap<string, readonly string[]>> {
  const roots = packagesOf(scope, (names) => names.includes(MANIFEST));
  if (scope.task.kind === 'full') {
    const all = (await roots.all()).filter((folder) => !FOREIGN.test(folder));
    const outer = all.filter((folder) => !all.some((other) => isBelow(folder, other)));
    return new Map(outer.map((folder) => [folder, []]));
  }
  const isTest = scope.task.kind === 'tests';
  const paths = isTest ? scope.task.files.filter((path) => path.endsWith('.rs')) : scope.changed;
  const any = packagesOf(scope, (names) => names.some((name) => PACKAGE_MANIFESTS.has(name)));
  const found = new Map<string, string[]>();
  for (const path of paths) {
    const nearest = await roots.rootOf(path);
    if (nearest === null || (!OWN_FILE.test(path) && (await any.rootOf(path)) !== nearest))
      continue;
    found.set(nearest, [...(found.get(nearest) ?? []), path]);
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The workspaces of these roots. A crate that lies in another and is no member of its workspace is part of it. */
export async function workspacesOf(
  roots: ReadonlyMap<string, readonly string[]>,
  cargo: Cargo,
): Promise<readonly RustWorkspace[]> {
  const { scope } = cargo.context;
  const found = new Map<string, RustWorkspace>();
  const asked = new Map<string, Promise<Metadata | null>>();
  const ask = (folder: string): Promise<Metadata | null> => {
    const known = asked.get(folder) ?? metadataIn(folder, cargo);
    asked.set(folder, known);
    return known;
  };
  for (const [nearest, changed] of roots) {
    if (!(await isThere(nearest, scope))) continue;
    const { folder, crates } = await workspaceAround(nearest, { scope, ask });
    const known = found.get(folder);
    found.set(folder, { folder, crates, changed: [...(known?.changed ?? []), ...changed] });
  }
  return [...found.values()];
}

type Ask = (folder: string) => Promise<Metadata | null>;

/** Without its manifest it is judged all the same, unless nothing of it is left. */
async function isThere(folder: string, scope: VerifyScope): Promise<boolean> {
  if ((await readTreeFile(scope.root, join(folder, MANIFEST))) !== null) return true;
  return hasFile(join(scope.root, folder), (name) => name.endsWith('.rs'));
}

async function workspaceAround(
  nearest: string,
  { scope, ask }: { readonly scope: VerifyScope; readonly ask: Ask },
): Promise<Pick<RustWorkspace, 'folder' | 'crates'>> {
  const outer = await outerRoots(nearest, scope);
  for (const folder of outer) {
    const { root } = scope;
    const metadata = await ask(folder);
    if (metadata === null || !isWithin(metadata.root, root)) continue;
    const inside = metadata.root.slice(root.length + 1);
    const place = join(root, nearest);
    const isPart = metadata.crates.some((crate) => isWithin(place, crate.folder));
    if (isPart || nearest === inside) return { folder: inside, crates: metadata.crates };
  }
  return { folder: nearest, crates: [] };
}

/** Folders with a manifest from the outermost down to this one. */
async function outerRoots(nearest: string, scope: VerifyScope): Promise<readonly string[]> {
  const found = [nearest];
  for (let folder = nearest; folder !== ''; ) {
    folder = parentOf(folder);
    if ((await readTreeFile(scope.root, join(folder, MANIFEST))) !== null) found.unshift(folder);
  }
  return found;
}

async function metadataIn(folder: string, cargo: Cargo): Promise<Metadata | null> {
  const args = ['metadata', '--no-deps', '--offline', '--format-version', '1'];
  let report = '';
  const onLine = (line: string): void => {
    if (line.startsWith('{')) report = line;
  };
  const { exitCode } = await runCargo(args, { folder, onLine }, cargo);
  return exitCode === 0 ? readMetadata(report) : null;
}

function isBelow(folder: string, above: string): boolean {
  return folder !== above && (above === '' || folder.startsWith(`${above}/`));
}

function isWithin(place: string, folder: string): boolean {
  return place === folder || place.startsWith(`${folder}/`);
}
