import type { ParseResult, ParserOptions, ParserPlugin } from '@babel/parser';
import { within } from '../time-limit.ts';
import type { SyntaxFault } from './fault.ts';

/** Milliseconds one reading may take: nested casts take TypeScript's grammar twice as long for each level. */
const MOST_MS = 3000;

/** Proposals that compilers in use take, and the older ways to write them. */
const ALWAYS: readonly ParserPlugin[] = [
  'explicitResourceManagement',
  'decoratorAutoAccessors',
  'deprecatedImportAssert',
  'exportDefaultFrom',
];
const DECORATORS: readonly ParserPlugin[] = [['decorators', { allowCallParenthesized: true }]];
/** Those before the standard: TypeScript's `experimentalDecorators`, also of parameters. */
const OLD_DECORATORS: readonly ParserPlugin[] = ['decorators-legacy'];

const LENIENT: ParserOptions = {
  sourceType: 'unambiguous',
  allowAwaitOutsideFunction: true,
  allowReturnOutsideFunction: true,
  allowNewTargetOutsideFunction: true,
  allowSuperOutsideMethod: true,
  allowUndeclaredExports: true,
};

/** What reading a script came to; `unread` when nobody can say, because it is too deep or takes too long. */
export type ScriptReading =
  | { readonly kind: 'read'; readonly file: ParseResult }
  | { readonly kind: 'fault'; readonly fault: SyntaxFault }
  | { readonly kind: 'unread' };

/** Reads JavaScript or TypeScript, with JSX where the name allows it, decorators old and new, Flow's types. */
export async function readScript(path: string, text: string): Promise<ScriptReading> {
  const { parse } = await import('./babel.ts');
  let first: ScriptReading | null = null;
  for (const plugins of dialectsOf(path)) {
    const options = { ...LENIENT, plugins: [...ALWAYS, ...plugins] };
    const reading = attempt(() => parse(text, options));
    if (reading.kind !== 'fault') return reading;
    first ??= reading;
  }
  return first ?? { kind: 'unread' };
}

/** The ways to read a file, the likeliest first: a fault counts only if it is one in all of them. */
function dialectsOf(path: string): readonly (readonly ParserPlugin[])[] {
  if (/\.[cm]?tsx?$/i.test(path)) {
    const dts = /\.d\.(?:\w+\.)?[cm]?ts$/i.test(path);
    const types: readonly ParserPlugin[] = [
      ['typescript', { dts }],
      ...(/x$/i.test(path) ? (['jsx'] as const) : []),
    ];
    return [
      [...types, ...OLD_DECORATORS],
      [...types, ...DECORATORS],
    ];
  }
  return [
    ['jsx', ...DECORATORS],
    ['jsx', ...OLD_DECORATORS],
    ['jsx', ['flow', { all: false }], 'flowComments', ...OLD_DECORATORS],
  ];
}

function attempt(read: () => ParseResult): ScriptReading {
  try {
    const file = within(MOST_MS, read);
    return file === undefined ? { kind: 'unread' } : { kind: 'read', file };
  } catch (error) {
    if (error instanceof RangeError) return { kind: 'unread' };
    if (error instanceof SyntaxError) return { kind: 'fault', fault: faultOf(error) };
    throw error;
  }
}

/** What Babel throws carries the place; its message has it once more. */
function faultOf(error: SyntaxError): SyntaxFault {
  const { loc } = error as SyntaxError & { readonly loc?: { readonly line: number } };
  const message = error.message.replace(/\s*\(\d+:\d+\)$/, '');
  return { line: loc?.line ?? null, message };
}
