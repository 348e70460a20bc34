import { posix } from 'node:path';
import { parentOf } from '../packages.ts';
import type { GoModule } from './module.ts';

/** One package of a module. */
export interface GoPackage {
  readonly path: string;
  /** Relative to the repository. */
  readonly folder: string;
  /** Import paths of what its own files need. */
  readonly imports: readonly string[];
  /** Import paths of what its tests need besides. */
  readonly testImports: readonly string[];
  /** Repository-relative files that are built into it. */
  readonly embedded: readonly string[];
}

/** The template `go list -f` is given; `readGoList` reads what comes of it. */
export const LIST_TEMPLATE =
  '{{.ImportPath}}\t{{.Dir}}\t{{join .Imports " "}}\t{{join .TestImports " "}} {{join .XTestImports " "}}\t{{join .EmbedFiles "|"}}';

/** What `go list` says of the packages of a tree; lines that are none of its template are left out. */
export function readGoList(text: string, root: string): readonly GoPackage[] {
  return text.split('\n').flatMap((row) => {
    const [path = '', place = '', imports = '', tests = '', embedded] = row.split('\t');
    if (embedded === undefined || !isWithin(place, root)) return [];
    const folder = place.slice(root.length + 1);
    const files = embedded.split('|').filter((file) => file !== '');
    return [
      {
        path,
        folder,
        imports: words(imports),
        testImports: words(tests),
        embedded: files.map((file) => posix.join(folder, file)),
      },
    ];
  });
}

/** What a change is about: folders of packages, sorted. */
export interface Related {
  /** With changed Go files in them. */
  readonly changed: readonly string[];
  /** Those, and whatever imports them or is tested with them. */
  readonly related: readonly string[];
}

/** Settings of a whole module, and what it keeps of others. */
const SETTINGS = /^(?:go\.(?:mod|sum|work|work\.sum)|vendor\/.*)$/;
/** What says nothing to a program. */
const PROSE =
  /\.(?:md|mdx|markdown|rst|adoc|txt|png|jpe?g|gif|svg|ico|pdf)$|(?:^|\/)(?:LICENSE|NOTICE|AUTHORS|CODEOWNERS|\.git(?:ignore|attributes)|\.editorconfig)[^/]*$/i;

/** The packages a change is about; null where that cannot be told, or may be all of them. */
export function relatedPackages(packages: readonly GoPackage[], module: GoModule): Related | null {
  const byFolder = new Map(packages.map((one) => [one.folder, one]));
  const changed = new Set<string>();
  const own = new Set<string>();
  const seeds = new Set<string>();
  for (const file of module.changed) {
    if (SETTINGS.test(posix.relative(module.folder, file))) return null;
    if (isCode(file)) {
      const folder = parentOf(file);
      const there = byFolder.get(folder);
      if (there !== undefined) changed.add(folder);
      if (there !== undefined && file.endsWith('_test.go')) own.add(there.path);
      else seeds.add(there?.path ?? pathOf(folder, module));
      continue;
    }
    const holders = packages.filter(({ embedded }) => embedded.includes(file));
    for (const { path } of holders) seeds.add(path);
    const above = holders.length > 0 ? undefined : packageAbove(file, { byFolder, module });
    if (above !== undefined) own.add(above.path);
    else if (holders.length === 0 && !PROSE.test(file)) return null;
  }
  const paths = new Set([...own, ...withImporters(seeds, packages)]);
  const related = packages.filter(({ path }) => paths.has(path)).map(({ folder }) => folder);
  return related.length === 0 ? null : { changed: [...changed].sort(), related: related.sort() };
}

/** A Go file that a package is made of. */
function isCode(file: string): boolean {
  return file.endsWith('.go') && !/(?:^|\/)(?:testdata\/|[._][^/]*(?:\/|$))/.test(file);
}

function packageAbove(
  file: string,
  {
    byFolder,
    module,
  }: { readonly byFolder: ReadonlyMap<string, GoPackage>; readonly module: GoModule },
): GoPackage | undefined {
  for (let folder = parentOf(file); ; folder = parentOf(folder)) {
    const found = byFolder.get(folder);
    if (found !== undefined || folder === module.folder || folder === '') return found;
  }
}

/** Of a folder that holds no package any more, or none for this system. */
function pathOf(folder: string, module: GoModule): string {
  return posix.join(module.path, posix.relative(module.folder, folder));
}

/** These, all that need them at run time, and what is tested with any of those. */
function withImporters(
  seeds: ReadonlySet<string>,
  packages: readonly GoPackage[],
): ReadonlySet<string> {
  const importers = new Map<string, string[]>();
  for (const { path, imports } of packages) {
    for (const needed of imports) importers.set(needed, [...(importers.get(needed) ?? []), path]);
  }
  const reached = new Set(seeds);
  for (const path of reached) {
    for (const importer of importers.get(path) ?? []) reached.add(importer);
  }
  const testers = packages.filter(({ testImports }) =>
    testImports.some((needed) => reached.has(needed)),
  );
  return new Set([...reached, ...testers.map(({ path }) => path)]);
}

function isWithin(place: string, root: string): boolean {
  return place === root || place.startsWith(`${root}/`);
}

function words(text: string): readonly string[] {
  return text.split(' ').filter((word) => word !== '');
}
