import { lineFinder } from '../../domain/tampering/line-finder.ts';
import type { SyntaxFault } from './fault.ts';

const SPACE = /[ \t\n\r]*/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** A comment, or a string that may hold what looks like one. */
const COMMENTS = /"(?:[^"\\\n]|\\.)*"|\/\/[^\n]*|\/\*(?:[^*]|\*(?!\/))*\*\//g;
/** A comma with nothing after it, or a string. */
const TRAILING = /"(?:[^"\\\n]|\\.)*"|,(?=[ \t\n\r]*[}\]])/g;

/** The first fault of a JSON text by RFC 8259, any depth. */
export function jsonFault(text: string): SyntaxFault | null {
  const plain = text.replace(/^\uFEFF/, '');
  return isJson(plain) ? null : locate(plain);
}

/** The same for a text in which comments and trailing commas may stand. */
export function jsoncFault(text: string): SyntaxFault | null {
  const bare = text.replace(COMMENTS, (found) =>
    found.startsWith('"') ? found : found.replace(/[^\n]/g, ' '),
  );
  const plain = bare.replace(TRAILING, (found) => (found === ',' ? ' ' : found));
  return plain.trim() === '' ? null : jsonFault(plain);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** What may stand next; `item` and `name` are those that may also be left out, right after an opening bracket. */
type Next = 'value' | 'item' | 'first name' | 'name' | 'colon' | 'comma';

interface Place {
  readonly text: string;
  at: number;
  next: Next;
  /** Closing brackets that are due, the innermost last. */
  readonly due: ('}' | ']')[];
}

const WANTED: Readonly<Record<Next, string>> = {
  value: 'a value',
  item: 'a value or "]"',
  'first name': 'a name in double quotes or "}"',
  name: 'a name in double quotes',
  colon: '":"',
  comma: '","',
};

function locate(text: string): SyntaxFault {
  const place: Place = { text, at: 0, next: 'value', due: [] };
  do skip(place, SPACE);
  while (place.at < text.length && step(place));
  const due = place.due.at(-1);
  const wanted = place.next === 'comma' ? afterValue(due) : WANTED[place.next];
  const found = place.at < text.length ? JSON.stringify(text.charAt(place.at)) : 'the end';
  return { line: lineFinder(text)(place.at), message: `expected ${wanted}, found ${found}` };
}

function afterValue(due: string | undefined): string {
  return due === undefined ? 'the end of the file' : `"," or "${due}"`;
}

/** Takes one token; false, and nothing taken, where it does not belong. */
function step(place: Place): boolean {
  const sign = place.text.charAt(place.at);
  const due = place.due.at(-1);
  const mayClose = place.next === 'comma' || place.next === (due === '}' ? 'first name' : 'item');
  if (due === sign && mayClose) {
    place.due.pop();
    return went(place, 'comma');
  }
  switch (place.next) {
    case 'comma':
      return sign === ',' && due !== undefined && went(place, due === '}' ? 'name' : 'value');
    case 'colon':
      return sign === ':' && went(place, 'value');
    case 'name':
    case 'first name':
      return skip(place, STRING) && then(place, 'colon');
    default:
      return takeValue(place, sign);
  }
}

function takeValue(place: Place, sign: string): boolean {
  if (sign === '{' || sign === '[') {
    place.due.push(sign === '{' ? '}' : ']');
    return went(place, sign === '{' ? 'first name' : 'item');
  }
  return (skip(place, STRING) || skip(place, SCALAR)) && then(place, 'comma');
}

function went(place: Place, next: Next): true {
  place.at += 1;
  return then(place, next);
}

function then(place: Place, next: Next): true {
  place.next = next;
  return true;
}

/** Moves past a sticky pattern; whether anything was there. */
function skip(place: Place, pattern: RegExp): boolean {
  pattern.lastIndex = place.at;
  const length = pattern.exec(place.text)?.[0].length ?? 0;
  place.at += length;
  return length > 0;
}
