/** Deeper than any configuration is. */
const MAX_DEPTH = 50;

const SPACE = /[ \t\n\r]*/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /(?:true|false|null)(?![A-Za-z0-9_])/y;

/** Where a text stops being JSON, and what should stand there. */
export interface JsonFault {
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 units. */
  readonly column: number;
  readonly expected: string;
}

/** A place in a text; `at` only ever grows. */
interface Cursor {
  readonly text: string;
  at: number;
}

/** What is missing at the cursor, or null when all was well. */
type Missing = string | null;

/** The first fault of a text by RFC 8259; null when it is JSON, and no deeper than any configuration. */
export function jsonFault(text: string): JsonFault | null {
  const cursor: Cursor = { text, at: 0 };
  const expected = value(cursor, 0) ?? end(cursor);
  if (expected === null) return null;
  const before = text.slice(0, cursor.at).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1, expected };
}

function value(cursor: Cursor, depth: number): Missing {
  skip(cursor, SPACE);
  const opening = cursor.text[cursor.at];
  if (depth > MAX_DEPTH) return 'less nesting';
  if (opening === '{') return items(cursor, '}', () => member(cursor, depth));
  if (opening === '[') return items(cursor, ']', () => value(cursor, depth + 1));
  const plain = [STRING, NUMBER, WORD].some((pattern) => skip(cursor, pattern));
  return plain ? null : 'a value';
}

/** The comma-separated items of an object or array, from its opening bracket to its closing one. */
function items(cursor: Cursor, closing: '}' | ']', item: () => Missing): Missing {
  cursor.at += 1;
  if (taken(cursor, closing)) return null;
  do {
    const missing = item();
    if (missing !== null) return missing;
  } while (taken(cursor, ','));
  return taken(cursor, closing) ? null : `"," or "${closing}"`;
}

function member(cursor: Cursor, depth: number): Missing {
  skip(cursor, SPACE);
  if (!skip(cursor, STRING)) return 'a name in double quotes';
  return taken(cursor, ':') ? value(cursor, depth + 1) : '":"';
}

function end(cursor: Cursor): Missing {
  skip(cursor, SPACE);
  return cursor.at === cursor.text.length ? null : 'the end of the file';
}

function taken(cursor: Cursor, character: string): boolean {
  skip(cursor, SPACE);
  if (cursor.text[cursor.at] !== character) return false;
  cursor.at += 1;
  return true;
}

/** Moves past a sticky pattern; false, and nothing moved, when it does not match here. */
function skip(cursor: Cursor, pattern: RegExp): boolean {
  pattern.lastIndex = cursor.at;
  const found = pattern.exec(cursor.text)?.[0];
  cursor.at += found?.length ?? 0;
  return found !== undefined;
}
