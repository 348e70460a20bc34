import { COMMANDS, type CommandName, FLAGS, nameOf } from './flags.ts';

const VALUE_FLAGS: readonly string[] = FLAGS.filter((flag) => flag.flags.includes('<')).map(nameOf);

/**
 * Whether arguments ask for help, and about which command; found without the parser, whose loading
 * is most of what `--help` would cost.
 * @returns null when they do not
 */
export function helpRequest(
  argv: readonly string[],
): { readonly command: CommandName | null } | null {
  const words = argv.filter((_, index) => !isValue(argv, index));
  const [first, second] = words.filter((word) => !word.startsWith('-'));
  if (first === 'help') return { command: commandNamed(second) };
  const asked = words.includes('--help') || words.includes('-h');
  return asked ? { command: commandNamed(first) } : null;
}

function isValue(argv: readonly string[], index: number): boolean {
  return VALUE_FLAGS.includes(argv[index - 1] ?? '');
}

function commandNamed(word: string | undefined): CommandName | null {
  return COMMANDS.find((name) => name === word) ?? null;
}
