import * as z from 'zod';

/** One thing that cargo builds of a crate. */
export interface CrateTarget {
  readonly kind: string;
  readonly name: string;
  /** Absolute. */
  readonly source: string;
}

/** One crate of a workspace. */
export interface Crate {
  readonly name: string;
  /** Absolute. */
  readonly folder: string;
  readonly targets: readonly CrateTarget[];
  /** Absolute folders of the crates it needs; those of its tests apart. */
  readonly needs: readonly string[];
  readonly testNeeds: readonly string[];
}

/** What `cargo metadata --no-deps` says of a workspace. */
export interface Metadata {
  /** Absolute. */
  readonly root: string;
  readonly crates: readonly Crate[];
}

const schema = z.object({
  workspace_root: z.string(),
  packages: z.array(
    z.object({
      name: z.string(),
      manifest_path: z.string(),
      dependencies: z.array(z.object({ kind: z.string().nullish(), path: z.string().nullish() })),
      targets: z.array(
        z.object({ kind: z.array(z.string()), name: z.string(), src_path: z.string() }),
      ),
    }),
  ),
});

/** Null for what is no such report. */
export function readMetadata(text: string): Metadata | null {
  const read = schema.safeParse(parse(text));
  if (!read.success) return null;
  return {
    root: read.data.workspace_root,
    crates: read.data.packages.map(({ name, manifest_path: manifest, dependencies, targets }) => ({
      name,
      folder: folderOf(manifest),
      targets: targets.map(({ kind, name: target, src_path: source }) => {
        return { kind: kind[0] ?? '', name: target, source };
      }),
      needs: pathsOf(dependencies.filter(({ kind }) => kind !== 'dev')),
      testNeeds: pathsOf(dependencies.filter(({ kind }) => kind === 'dev')),
    })),
  };
}

function pathsOf(dependencies: readonly { readonly path?: string | null | undefined }[]) {
  return dependencies.flatMap(({ path }) => (path === null || path === undefined ? [] : [path]));
}

function folderOf(manifest: string): string {
  return manifest.slice(0, Math.max(0, manifest.lastIndexOf('/')));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
