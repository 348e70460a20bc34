import { lineFinder } from '../../../domain/tampering/line-finder.ts';
import { type Construct, construct } from './construct.ts';

/** Scripts by their names, and by the first line of those that have none. */
const SCRIPT = /\.(?:sh|bash|zsh|ksh|bats)$/i;
const SHEBANG = /^#![ \t]*\/(?:usr\/)?bin\/(?:env[ \t]+)?(?:ba|z|da|k)?sh\b/;

/** Whether a file is one for a shell. */
export function isShellScript(path: string, text: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return SCRIPT.test(name) || (!name.includes('.', 1) && SHEBANG.test(text));
}

/** Comments, and strings that hold what they hold. */
const INERT = /(?<![\w$\\])#[^\n]*|\$?'[^']*'/g;
/** What a text that ends with a line of its own is begun by. */
const TEXT = /<<-?[ \t]{0,9}["']?([A-Za-z_]\w{0,99})/;
/** Strings in which a shell puts values. */
const QUOTED = /"(?:[^"\\]|\\[\s\S])*"/g;

/** What begins a command. */
const BEGIN = String.raw`(?:^|[;&|({!]|\b(?:then|do|else|if|while|until|exec|sudo|command|time)[ \t])[ \t]*`;
const END = String.raw`[^\n;&|]{0,500}`;
const EVAL = new RegExp(
  String.raw`${BEGIN}(?:builtin[ \t]+)?eval[ \t]+(?!set[ \t]+--)(${END})`,
  'gm',
);
const SHELL_COMMAND = new RegExp(
  String.raw`${BEGIN}(?:[\w./-]{0,60}/)?(?:ba|z|da|k)?sh[ \t]+(?:-\w+[ \t]+){0,4}-\w*c[ \t]+("(?:[^"\\]|\\[\s\S]){0,2000}"|[^\s;&|]{1,500})`,
  'gm',
);
const INTERPRETER = String.raw`(?:(?:ba|z|da|k)?sh|python[\d.]*|node|perl|ruby|php)`;
const PIPED = new RegExp(
  String.raw`\b(?:curl|wget)\b[^\n;]{0,1000}?\|[ \t]*(?:sudo[ \t]+(?:-\w+[ \t]+){0,3})?(?:/(?:usr/)?bin/)?(?:env[ \t]+)?${INTERPRETER}(?=[ \t\n;&|)]|$)|(?:\b${INTERPRETER}|\bsource|(?<![\w./])\.)[ \t]+<\([ \t]*(?:curl|wget)\b`,
  'gm',
);

/** Values that are put in: variables and arguments, not what a command prints. */
const VALUE = /(?<!\\)\$(?:[A-Za-z_@*\d]|\{(?!#))/;
/** What a command that loads something prints. */
const LOADED = /(?:\$\(|`)[ \t]*(?:curl|wget)\b/;
/** What a command prints that is told all it is told by the script itself. */
const PRINTED = /^(["']?)\$\([^()]{0,300}\)\1$|^(["']?)`[^`]{0,300}`\2$/;

/** Dangerous constructs of a shell script. */
export function shellConstructs(text: string): readonly Construct[] {
  const blank = (whole: string): string => whole.replace(/[^\n]/g, ' ');
  const joined = withoutTexts(text)
    .replace(/\\\n/g, '  ')
    .replace(/^#![^\n]*/, blank);
  const code = joined.replace(INERT, blank);
  const lineOf = lineFinder(text);
  const found = (
    rule: Parameters<typeof construct>[0],
    { 0: whole, index }: RegExpExecArray,
  ): Construct => {
    const from = index + whole.search(/[\w.]/);
    return construct(rule, lineOf(from), lineOf(index + whole.length - 1));
  };
  const bare = code.replace(QUOTED, blank);
  return [
    ...[...code.matchAll(EVAL)]
      .filter(([, said = '']) => isRunAsCode(said.trim()))
      .map((match) => found('sh-eval', match)),
    ...[...code.matchAll(SHELL_COMMAND)]
      .filter(([, said = '']) => VALUE.test(said) && !LOADED.test(said))
      .map((match) => found('sh-shell-command', match)),
    ...[...code.matchAll(SHELL_COMMAND), ...code.matchAll(EVAL)]
      .filter(([, said = '']) => LOADED.test(said))
      .map((match) => found('sh-piped-download', match)),
    ...[...bare.matchAll(PIPED)].map((match) => found('sh-piped-download', match)),
  ];
}

/** The script without the texts in it that it only hands on, position by position. */
function withoutTexts(script: string): string {
  const lines = script.split('\n');
  const last = new Map(lines.map((line, index) => [line.trim(), index]));
  let end: string | null = null;
  return lines
    .map((line, index) => {
      if (end !== null) {
        if (line.trim() === end) end = null;
        return line.replace(/[^]/g, ' ');
      }
      const word = TEXT.exec(line)?.[1] ?? null;
      if (word !== null && (last.get(word) ?? -1) > index) end = word;
      return line;
    })
    .join('\n');
}

function isRunAsCode(said: string): boolean {
  if (LOADED.test(said)) return false;
  return VALUE.test(said) && !(PRINTED.test(said) && !/\$[@*\d]/.test(said));
}
