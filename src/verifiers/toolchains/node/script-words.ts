/** One word of a script as a POSIX shell takes it apart. */
export interface ScriptWord {
  /** Without its quotes. */
  readonly text: string;
  /** As it stands in the script. */
  readonly raw: string;
}

/** What makes more of a script than one command: other commands, variables, redirections, comments. */
const BEYOND_WORDS = /[$`;&|<>()\\#]/;
/** Within double quotes only these mean anything. */
const BEYOND_TEXT = /[$`\\!]/;
/** Linear: each branch begins with a character of its own. */
const PIECE = /'([^']*)'|"([^"]*)"|([^\s'"]+)/y;

/**
 * The words of a script that is one plain command; null for anything that only a shell understands. Patterns of file
 * names stay what they are.
 */
export function scriptWords(script: string): readonly ScriptWord[] | null {
  const words: ScriptWord[] = [];
  const source = script.trim();
  let at = 0;
  if (source.includes('\n')) return null;
  while (at < source.length) {
    const word = wordAt(source, at);
    if (word === null) return null;
    words.push(word);
    at += word.raw.length;
    while (/\s/.test(source[at] ?? '')) at += 1;
  }
  return words.length === 0 ? null : words;
}

function wordAt(source: string, start: number): ScriptWord | null {
  let text = '';
  let at = start;
  while (at < source.length && !/\s/.test(source[at] ?? '')) {
    PIECE.lastIndex = at;
    const found = PIECE.exec(source);
    if (found === null) return null;
    const [whole, single, double, bare] = found;
    if (bare !== undefined && BEYOND_WORDS.test(bare)) return null;
    if (double !== undefined && BEYOND_TEXT.test(double)) return null;
    text += single ?? double ?? bare ?? '';
    at += whole.length;
  }
  return { text, raw: source.slice(start, at) };
}
