import type { VerifyScope } from '../../../ports/verifier.ts';
import { inPackage, type Packages, packagesOf } from '../packages.ts';
import { readTreeFile } from '../tree-files.ts';
import { type PackageFile, readPackage, testScripts } from './package-json.ts';
import { MANIFEST, type Workspaces, workspacesOf } from './workspaces.ts';

/** The manifest of a package before and after. */
export interface Manifests {
  readonly base: PackageFile | null;
  readonly now: PackageFile | null;
}

/** A repository as the checks of one run look at it; what is read is remembered. */
export interface Project {
  readonly scope: VerifyScope;
  readonly packages: Packages;
  readonly workspaces: Workspaces;
  manifests(folder: string): Promise<Manifests>;
  /** A file of the tree, or of the base. */
  text(path: string, of: 'tree' | 'base'): Promise<string | null>;
}

export function projectOf(scope: VerifyScope): Project {
  const packages = packagesOf(scope, (names) => names.includes(MANIFEST));
  const texts = new Map<string, Promise<string | null>>();
  const text = (path: string, of: 'tree' | 'base'): Promise<string | null> => {
    const key = `${of}:${path}`;
    const found =
      texts.get(key) ?? (of === 'base' ? scope.baseFile(path) : readTreeFile(scope.root, path));
    texts.set(key, found);
    return found;
  };
  const manifests = async (folder: string): Promise<Manifests> => {
    const path = inPackage(folder, MANIFEST);
    return {
      base: readPackage(await text(path, 'base')),
      now: readPackage(await text(path, 'tree')),
    };
  };
  return { scope, packages, workspaces: workspacesOf(scope, packages), manifests, text };
}

/** The scripts behind `test` that decide: the base's, or those of the tree where the base has none. */
export function decidingScripts({ base, now }: Manifests): {
  readonly scripts: readonly string[];
  readonly of: 'base' | 'tree';
} {
  const before = base === null ? [] : testScripts(base);
  if (before.length > 0) return { scripts: before, of: 'base' };
  return { scripts: now === null ? [] : testScripts(now), of: 'tree' };
}
