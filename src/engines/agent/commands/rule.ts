/** Where the program of a command is found. */
export type ProgramPlace =
  /** `node_modules/.bin` of the tree. */
  | 'node'
  /** An environment of the tree, else PATH. */
  | 'python'
  | 'path'
  /** Each of the tree's own places, else PATH. */
  | 'anywhere';

/** What one program may be asked to do. Whatever is not named is refused. */
export interface CommandRule {
  readonly place: ProgramPlace;
  /** The first word, where the program has sub-commands. */
  readonly verbs?: readonly string[];
  /** Flags, values by `=` or as the next word; `-x` also in a cluster and with a number behind it. */
  readonly flags: readonly string[];
  /**
   * By sub-command, `*` for all: one of these flags must be there, because without it the program would
   * write, or run what it is given.
   */
  readonly needs?: Readonly<Record<string, readonly string[]>>;
  /** Whether long flags may be written with one dash, so that there are no clusters. */
  readonly singleDash?: true;
  /** What may follow `--`; nothing may where left out. */
  readonly after?: readonly string[];
  /** What words that are no flags must be like; anything within the tree where left out. */
  readonly words?: RegExp;
  /** Whether there must be such a word. */
  readonly needsWord?: true;
  /** Files that steer the program: once the job has changed one, the program is refused. */
  readonly steeredBy?: readonly string[];
}

/** Flags as one writes them, apart by blanks. */
export function flagsOf(text: string): readonly string[] {
  return text.split(/\s+/).filter((flag) => flag !== '');
}

/**
 * Why the arguments of a program are refused; null when they are not.
 * @param args without the program, and held against the tree's bounds before
 */
export function refusedArgument(rule: CommandRule, args: readonly string[]): string | null {
  const end = args.indexOf('--');
  const before = end === -1 ? args : args.slice(0, end);
  const after = end === -1 ? [] : args.slice(end + 1);
  const rest = rule.verbs === undefined ? before : before.slice(1);
  if (after.length > 0 && rule.after === undefined) return 'nothing may follow "--" here';
  return (
    refusedVerb(rule, before) ??
    lacking(rule, before[0] ?? '', rest) ??
    firstRefused(rest, { flags: rule.flags, rule }) ??
    firstRefused(after, { flags: rule.after ?? [], rule })
  );
}

/** What has to be there and is not. */
function lacking(rule: CommandRule, verb: string, rest: readonly string[]): string | null {
  const needed = rule.needs?.[rule.verbs === undefined ? '*' : verb];
  if (needed !== undefined && !needed.some((flag) => hasFlag(rest, flag))) {
    return `it needs ${needed.join(' or ')} here`;
  }
  const isBare = rest.every((arg) => arg.startsWith('-'));
  return rule.needsWord === true && isBare ? 'it has to be told what to do here' : null;
}

function refusedVerb({ verbs }: CommandRule, [verb]: readonly string[]): string | null {
  if (verbs === undefined || (verb !== undefined && verbs.includes(verb))) return null;
  return `its sub-commands here are ${verbs.join(', ')}`;
}

interface Allowed {
  readonly flags: readonly string[];
  readonly rule: CommandRule;
}

function firstRefused(args: readonly string[], { flags, rule }: Allowed): string | null {
  for (const arg of args) {
    if (!arg.startsWith('-') || arg === '-') {
      if (arg === '-' || rule.words?.test(arg) === false) return `"${arg}" is not allowed`;
    } else if (!isAllowed(arg, flags, rule.singleDash === true)) {
      return `the flag ${arg} is not allowed; allowed are ${flags.join(' ') || 'none'}`;
    }
  }
  return null;
}

function isAllowed(arg: string, flags: readonly string[], singleDash: boolean): boolean {
  const name = arg.replace(/=.*$/s, '');
  if (flags.includes(name)) return true;
  if (singleDash) return arg.startsWith('--') && flags.includes(name.slice(1));
  const letters = /^-([A-Za-z]+)\d*$/.exec(arg)?.[1] ?? '';
  return letters !== '' && Array.from(letters).every((letter) => flags.includes(`-${letter}`));
}

function hasFlag(args: readonly string[], flag: string): boolean {
  return args.some((arg) => arg === flag || arg.startsWith(`${flag}=`));
}
