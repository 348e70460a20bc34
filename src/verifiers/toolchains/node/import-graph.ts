import { posix } from 'node:path';
import { rememberReading } from '../remembered.ts';

/** Texts in quotes that may name a file: no blanks, no line ends. */
const QUOTED = /(["'`])([^"'`\s]{1,300})\1/g;
/** Names that a bundler or the package itself gives to files: nobody but they can say which. */
const ALIAS = /^(?:#|~\/|@\/)/;
/** A name without slash or dot that a package may have. */
const PACKAGE = /^[\w~-]+$/;
const ENDINGS = ['', '.js', '.ts', '.mjs', '.cjs', '.mts', '.cts', '.jsx', '.tsx'];
const INDEX = ['/index.js', '/index.ts', '/index.mjs', '/index.cjs', '/index.tsx', '/index.jsx'];
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
  const read = await namesIn(request.files.map((file) => posix.join(request.root, file)));
  for (const [at, file] of request.files.entries()) {
    for (const target of namedBy(read[at] ?? [], file, { known, name: request.name })) {
      const by = importers.get(target);
      if (by === undefined) importers.set(target, [file]);
      else by.push(file);
    }
  }
  return importers;
}

/** What may name another file: the rest of what stands in quotes is never looked at. */
const namesIn = rememberReading((text) => [
  ...new Set(
    [...text.matchAll(QUOTED)]
      .map(([, , quoted = '']) => quoted)
      .filter((quoted) => ALIAS.test(quoted) || /[./]/.test(quoted) || PACKAGE.test(quoted)),
  ),
]);

function namedBy(
  names: readonly string[],
  file: string,
  { known, name }: { readonly known: ReadonlySet<string>; readonly name: string | null },
): ReadonlySet<string> {
  const found = new Set<string>();
  for (const quoted of names) {
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
