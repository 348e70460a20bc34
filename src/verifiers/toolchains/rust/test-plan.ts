import { join, posix } from 'node:path';
import type { CrateTarget } from './metadata.ts';
import { crateOf, packageArguments, type Selection } from './selection.ts';
import type { RustWorkspace } from './workspace.ts';

/** Arguments of `cargo test` that name what is tested. */
export function testArguments({ related }: Selection): readonly string[] {
  return packageArguments(related);
}

/**
 * The same for test files by themselves: programs of tests by their names, unit tests by their modules; the whole
 * crates where both are asked for, or neither fits. Null where no crate is theirs.
 */
export function fileArguments(
  files: readonly string[],
  workspace: RustWorkspace,
  root: string,
): readonly string[] | null {
  const found = files.flatMap((file) => {
    const path = join(root, file);
    const crate = crateOf(path, workspace.crates);
    return crate === null ? [] : [{ path, crate }];
  });
  if (found.length === 0) return null;
  const packages = packageArguments([...new Set(found.map(({ crate }) => crate.name))].sort());
  const programs = found.map(({ path, crate }) => programOf(path, crate.targets));
  if (programs.every((name) => name !== null)) {
    return [...packages, ...programs.flatMap((name) => ['--test', name])];
  }
  const modules = found.map(({ path, crate }) => moduleOf(path, crate.folder));
  if (modules.some((name) => name === null)) return packages;
  return [...packages, '--lib', '--bins', '--', ...modules.flatMap((name) => name ?? [])];
}

/** `tests/it.rs`, or any file beside `tests/it/main.rs`. */
function programOf(path: string, targets: readonly CrateTarget[]): string | null {
  const tests = targets.filter(({ kind }) => kind === 'test');
  const found = tests.find(({ source }) => {
    const isMain = posix.basename(source) === 'main.rs';
    return source === path || (isMain && path.startsWith(`${posix.dirname(source)}/`));
  });
  return found?.name ?? null;
}

/** `parse::tests::` for `src/parse/tests.rs`; null outside `src`. */
function moduleOf(path: string, folder: string): string | null {
  const inside = /^src\/(.+)\.rs$/.exec(posix.relative(folder, path))?.[1];
  if (inside === undefined) return null;
  return `${inside.replace(/\/mod$/, '').replaceAll('/', '::')}::`;
}
