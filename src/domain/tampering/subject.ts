import * as posix from 'node:path/posix';
import { blankLiterals } from './blank.ts';
import type { ChangedText } from './changed-text.ts';
import { isTestFile, type Language, languageOf, stemOf } from './language.ts';

/** Where source defines what others may use, by language; the name is in one of the groups. */
const DEFINITIONS: Readonly<Partial<Record<Language, RegExp>>> = {
  js: /^[ \t]*(?:export\s+(?:default\s+)?)?(?:declare\s+|abstract\s+|async\s+)*(?:function\*?|class|interface|type|enum|namespace)\s+([\w$]+)|^(?:export\s+)?(?:const|let|var)\s+([\w$]+)|\bexports\.([\w$]+)\s*=|^[ \t]+(?:(?:static|async|get|set|public|protected)\s+)*([\w$]+)\s*\([^()\n]*\)[^;\n{]*\{/gm,
  python: /^[ \t]*(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)|^(\w+)[ \t]*(?::[^=\n]*)?=(?!=)/gm,
  go: /^func[ \t]+(?:\([^)]*\)[ \t]*)?(\w+)|^(?:type|var|const)[ \t]+(\w+)/gm,
  rust: /\b(?:fn|struct|enum|trait|const|static|mod|type)[ \t]+(\w+)/g,
};

const KEYWORDS = /^(?:if|for|while|switch|catch|return|function|constructor|with)$/;

/** What a change took away: files of source, and what was defined in them. */
export interface Gone {
  /** Former paths of source that was deleted or renamed. */
  readonly paths: readonly string[];
  /** Names that no source of the change defines any more. */
  readonly names: ReadonlySet<string>;
}

/** What of the source a change deleted or renamed. */
export function goneSource(texts: readonly ChangedText[]): Gone {
  const source = texts.filter(
    ({ path, from }) => ![path, from ?? path].some(isTestFile) && languageOf(path) !== 'other',
  );
  const names = new Set(source.flatMap(({ path, before }) => definitions(path, before)));
  for (const { path, after } of source) {
    for (const name of definitions(path, after)) names.delete(name);
  }
  const paths = source.flatMap(({ path, from, after }) => {
    return after === null ? [path] : [from ?? []].flat();
  });
  return { paths, names };
}

function definitions(path: string, text: string | null): readonly string[] {
  const pattern = DEFINITIONS[languageOf(path)];
  if (pattern === undefined || text === null) return [];
  const code = blankLiterals(text, languageOf(path));
  return [...code.matchAll(pattern)].flatMap((match) => {
    return match
      .slice(1)
      .filter(Boolean)
      .filter((name) => name.length > 1 && !KEYWORDS.test(name));
  });
}

/** Whether the file that a file of tests is about is gone: by its name, or because the tests load it. */
export function testsGoneFile(path: string, text: string, { paths }: Gone): boolean {
  if (paths.length === 0) return false;
  const loaded = [...text.matchAll(RELATIVE)].map(([, file = '']) => {
    return bare(posix.join(posix.dirname(path), file));
  });
  const modules = [...text.matchAll(MODULE)].map(([, name = '']) => `/${name.replace(/\./g, '/')}`);
  const stem = stemOf(path);
  return paths.map(bare).some((gone) => {
    const isNamesake = stemOf(gone) === stem && !GENERIC.has(stem);
    const isLoaded = loaded.includes(gone) || modules.some((name) => `/${gone}`.endsWith(name));
    return isNamesake || isLoaded;
  });
}

/** Names that say nothing of what a file is about. */
const GENERIC: ReadonlySet<string> = new Set(['index', 'main', 'mod', 'lib', '__init__']);

/** Modules by their places, and by their names. */
const RELATIVE = /['"`](\.{1,2}\/[^'"`\n]+)['"`]/g;
const MODULE = /^[ \t]*(?:import|from)[ \t]+([\w.]+)/gm;

/** A path as it is loaded: without its extension, a folder in place of its index. */
function bare(path: string): string {
  return path.replace(/\.\w+$/, '').replace(/\/(?:index|__init__)$/, '');
}

/** Whether a test speaks of something whose definition is gone. */
export function mentionsGone(code: string, { names }: Gone): boolean {
  return names.size > 0 && (code.match(/[\w$]+/g) ?? []).some((word) => names.has(word));
}
