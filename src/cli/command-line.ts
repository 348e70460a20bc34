import { Command, Option } from 'commander';
import { CodeliciousError } from '../domain/errors.ts';
import { nearest } from '../domain/nearest.ts';
import { COMMANDS, type CommandName, FLAG_WORDS, FLAGS, type Flag, nameOf } from './flags.ts';
import { usageError } from './usage.ts';

/** Flag values as commander hands them over, by its camel-case names. */
export type RawFlags = Readonly<Record<string, unknown>>;

/** A command line that asks for no help and is well-formed; its values are still unchecked. */
export type CommandLine =
  | { readonly ask: 'version' }
  | {
      readonly ask: 'run';
      readonly command: CommandName;
      /** Whether the command was written, or is the default. */
      readonly named: boolean;
      /** What is left: the repository. */
      readonly operands: readonly string[];
      readonly flags: RawFlags;
    };

/**
 * Reads the arguments after the program's name. Flags and their values may stand anywhere.
 * @throws CodeliciousError `usage` for an unknown flag, a missing value, or a flag of another command
 */
export function readCommandLine(argv: readonly string[]): CommandLine {
  const parser = createParser(argv).parse([...argv], { from: 'user' });
  const [first, ...rest] = parser.args;
  const command = COMMANDS.find((name) => name === first) ?? null;
  const flags: RawFlags = parser.opts();
  if (flags['version'] === true) return { ask: 'version' };
  refuseUnknown(parser.args);
  const given = FLAGS.filter((flag) => parser.getOptionValueSource(keyOf(flag)) === 'cli');
  for (const flag of given) refuseMisplaced(flag, flags[keyOf(flag)], command ?? 'build');
  const operands = command === null ? parser.args : rest;
  return { ask: 'run', command: command ?? 'build', named: command !== null, operands, flags };
}

/** The name under which commander keeps a flag's value. */
function keyOf(flag: Flag): string {
  return new Option(flag.flags).attributeName();
}

function createParser(argv: readonly string[]): Command {
  const parser = new Command('codelicious')
    .argument('[words...]')
    .helpOption(false)
    .allowUnknownOption()
    .configureOutput({ outputError: () => undefined })
    .exitOverride(() => {
      throw usageError(argv.at(-1) ?? '', '', 'a value is missing');
    });
  for (const flag of FLAGS) parser.addOption(optionOf(flag));
  return parser;
}

function optionOf(flag: Flag): Option {
  const option = new Option(flag.flags, flag.text);
  if (!flag.text.endsWith('(repeatable)')) return option;
  const collect = (value: string, before: readonly string[] | undefined) => [
    ...(before ?? []),
    value,
  ];
  return option.argParser(collect);
}

function refuseUnknown(words: readonly string[]): void {
  const unknown = words.find((word) => word.length > 1 && word.startsWith('-'));
  if (unknown === undefined) return;
  const name = unknown.replace(/=.*$/s, '');
  if (FLAG_WORDS.includes(name)) throw usageError(name, '', 'takes no value');
  const meant = nearest(name, FLAG_WORDS);
  const advice = meant === null ? 'codelicious --help lists them' : `did you mean ${meant}?`;
  throw new CodeliciousError('usage', `unknown flag ${name}; ${advice}`);
}

function refuseMisplaced(flag: Flag, value: unknown, command: CommandName): void {
  const name = nameOf(flag);
  if (!flag.on.includes(command)) {
    throw usageError(name, '', `not a flag of ${command}; only of ${flag.on.join(', ')}`);
  }
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  const missing = values.some(
    (one) => typeof one === 'string' && (one.trim() === '' || FLAG_WORDS.includes(one)),
  );
  if (missing) throw usageError(name, '', 'a value is missing');
}
