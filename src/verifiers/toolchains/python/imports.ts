/** What a module imports. */
export interface Imports {
  /** Dotted names; of `from a import b` both `a` and `a.b`, since `b` may be a module. */
  readonly absolute: readonly string[];
  /** How many folders up (1: its own) and what from there, empty for the package itself. */
  readonly relative: readonly (readonly [up: number, name: string])[];
  /** Dotted names in quotes, which may be modules: of patches, plugins, settings. */
  readonly quoted: readonly string[];
}

/** Characters of a module that are looked at. */
const MAX_CHARS = 400_000;

const NAME = String.raw`[\p{L}_][\p{L}\p{N}_]*`;
const DOTTED = String.raw`${NAME}(?:\.${NAME})*`;
/** Where a statement may begin: a line, or after what ends one. */
const BEGIN = String.raw`(?:^|[;:])[ \t]*`;
const FROM = new RegExp(
  String.raw`${BEGIN}from[ \t]+(\.*)[ \t]*(${DOTTED})?[ \t]+import[ \t]*(?:\(([^)]{0,20000})|([^\n;]*))`,
  'gmu',
);
const IMPORT = new RegExp(String.raw`${BEGIN}import[ \t]+([^\n;]+)`, 'gmu');
const QUOTED = new RegExp(String.raw`["'](${NAME}(?:\.${NAME})+)["':]`, 'gu');

/**
 * Reads the imports off a module without a parser of Python, in time linear in its length. Rather more than there are:
 * text that looks like an import counts as one.
 */
export function readImports(source: string): Imports {
  const text = source.slice(0, MAX_CHARS).replace(/\\\r?\n/g, ' ');
  const absolute = new Set<string>();
  const relative: (readonly [number, string])[] = [];
  for (const [, dots = '', from = '', listed, plain = ''] of text.matchAll(FROM)) {
    const names = namesIn(listed ?? plain);
    if (dots === '' && from === '') continue;
    for (const name of ['', ...names]) {
      const whole = [from, name].filter((part) => part !== '').join('.');
      if (dots === '') absolute.add(whole);
      else relative.push([dots.length, whole]);
    }
  }
  for (const [, list = ''] of text.matchAll(IMPORT)) {
    for (const name of namesIn(list)) absolute.add(name);
  }
  const quoted = new Set([...text.matchAll(QUOTED)].map(([, name = '']) => name));
  return { absolute: [...absolute], relative, quoted: [...quoted] };
}

const ITEM = new RegExp(`^${DOTTED}`, 'u');

/** `a as b, c  # why` → `a`, `c`. */
function namesIn(list: string): readonly string[] {
  return list
    .replace(/#[^\n]*/g, '')
    .split(',')
    .flatMap((item) => ITEM.exec(item.trim())?.[0] ?? []);
}
