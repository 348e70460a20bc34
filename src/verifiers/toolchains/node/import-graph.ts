import { posix } from 'node:path';
import { readTreeFile } from '../tree-files.ts';

/** Texts in quotes that may name a file: no blanks, no line ends. */
const QUOTED = /(["'`])([^"'`\s]{1,300})\1/g;
/** Names that a bundler or the package itself gives to files: nobody but they can say which. */
const ALIAS = /^(?:#|~\/|@\/)/;
const ENDINGS = ['', '.js', '.ts', '.mjs', '.cjs', '.mts', '.cts', '.jsx', '.tsx'];
const INDEX = ['/index.js', '/index.ts', '/index.mjs', '/index.cjs', '/index.tsx', '/index.jsx'];
/** Files read at a time. */
const AT_ONCE = 64;

export interface GraphRequest {
  /** Absolute folder of the package. */
  readonly root: string;
  /** Its code, relative to it. */
  readonly files: readonly string[];
  /** The name by which the package may import itself. */
  readonly name: string | null;
}

/**
 * The files that some files are imported by, directly or through others, and these themselves. Whatever a file names in
 * quotes counts as imported, so that programs it starts are found too; one whose imports cannot be followed depends on
 * everything.
 * @param changed relative to the package
 */
export async function importersOf(
  changed: readonly string[],
  request: GraphRequest,
): Promise<ReadonlySet<string>> {
  const importers = await invert(request);
  const found = new Set([...changed, ...(importers.get(ANYTHING) ?? [])]);
  const left = [...found];
  for (let file = left.pop(); file !== undefined; file = left.pop()) {
    for (const importer of importers.get(file) ?? []) {
      if (found.has(importer)) continue;
      found.add(importer);
      left.push(importer);
    }
  }
  return found;
}

/** Stands for every file: no file has this name. */
const ANYTHING = '';

async function invert(request: GraphRequest): Promise<ReadonlyMap<string, readonly string[]>> {
  const known = new Set(request.files);
  const importers = new Map<string, string[]>();
  for (let at = 0; at < request.files.length; at += AT_ONCE) {
    const some = request.files.slice(at, at + AT_ONCE);
    const texts = await Promise.all(some.map(async (file) => readTreeFile(request.root, file)));
    for (const [index, file] of some.entries()) {
      for (const target of namedIn(texts[index] ?? '', file, { known, name: request.name })) {
        importers.set(target, [...(importers.get(target) ?? []), file]);
      }
    }
  }
  return importers;
}

function namedIn(
  text: string,
  file: string,
  { known, name }: { readonly known: ReadonlySet<string>; readonly name: string | null },
): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [, , quoted = ''] of text.matchAll(QUOTED)) {
    const isSelf = name !== null && (quoted === name || quoted.startsWith(`${name}/`));
    if (isSelf || ALIAS.test(quoted)) found.add(ANYTHING);
    else if (quoted.includes('/') || quoted.includes('.')) {
      for (const target of targetsOf(quoted, file, known)) found.add(target);
    }
  }
  return found;
}

/** A file named from the folder of the file that names it, or from the package's. */
function targetsOf(quoted: string, file: string, known: ReadonlySet<string>): readonly string[] {
  const folders = quoted.startsWith('.') ? [posix.dirname(file)] : [posix.dirname(file), '.'];
  return folders.flatMap((folder) => {
    const path = posix.normalize(posix.join(folder, quoted)).replace(/\/$/, '');
    // The package's own folder stands for whatever its manifest names as its entry.
    if (path === '.') return [ANYTHING];
    const bare = path.replace(/\.[cm]?jsx?$/, '');
    const named = [...ENDINGS, ...INDEX].map((end) => `${path}${end}`);
    // Code in TypeScript names what it will be compiled to.
    const compiled = bare === path ? [] : ENDINGS.slice(1).map((end) => `${bare}${end}`);
    const target = [...named, ...compiled].find((each) => known.has(each));
    return target === undefined ? [] : [target];
  });
}
