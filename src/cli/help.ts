import { padTo, wrap } from '../text/columns.ts';
import { type Palette, palette } from '../text/palette.ts';
import { COMMANDS, type CommandName, FLAGS, type Flag } from './flags.ts';

interface HelpText {
  readonly usage: string;
  readonly summary: string;
  readonly description: string;
  readonly examples: readonly (readonly [command: string, does: string])[];
}

const HELP: Readonly<Record<CommandName, HelpText>> = {
  build: {
    usage: '[repo] [options]',
    summary: 'build every open task into pull requests (the default)',
    description:
      'Turns the open tasks of the specs in a repository into verified commits on stacked, size-capped pull requests. Your checkout is never touched; a run that was stopped goes on where it was.',
    examples: [
      ['codelicious', 'build all that is open here'],
      ['codelicious --spec docs/specs/12_auth.md', 'one spec only'],
      ['codelicious ~/app --max-loc-per-pr 400 --yes', 'larger ones, no question'],
      ['codelicious --json --quiet > result.json', 'in a script'],
    ],
  },
  plan: {
    usage: '[repo] [options]',
    summary: 'show what would be built; changes nothing',
    description:
      'Shows the tasks in build order and the pull requests they will probably become. Takes no lock, asks no network, changes no byte. Takes every flag of build. With --split the engine is asked, which may cost money.',
    examples: [
      ['codelicious plan', 'of this repository'],
      ['codelicious plan --spec docs/specs/12_auth.md', 'of one spec'],
      ['codelicious plan --split', 'divided by the engine'],
      ['codelicious plan --json | jq .specs[].chunks[].title', 'in a script'],
    ],
  },
  status: {
    usage: '[repo] [options]',
    summary: 'show where every task stands, with its pull request',
    description:
      'Shows every spec and task: state, commit, pull request, question, failure, spend.',
    examples: [
      ['codelicious status', 'this repository'],
      ['codelicious status --json | jq .lock', 'who is at work here'],
    ],
  },
  verify: {
    usage: '[range] [options]',
    summary: 'compare commits, ticks and audit log; names any tampering',
    description:
      'Compares what the commits of codelicious say of themselves (trailers, ids, ticked boxes) with the specs in their trees, with each other and with the audit log. Asks no network and no model; changes nothing.',
    examples: [
      ['codelicious verify', 'the base and our branches'],
      ['codelicious verify main..codelicious/spec-12', 'one branch'],
      ['codelicious verify --json | jq .faults', 'in a script'],
    ],
  },
  demo: {
    usage: '[options]',
    summary: 'watch the whole job on a sample; no key, no network',
    description:
      'Makes a sample repository in a folder of its own and builds it with an engine and a forge that are part of the program: a repair, a division into parts, a run that is interrupted and goes on.',
    examples: [
      ['codelicious demo', 'see what it does'],
      ['codelicious demo --verbose', 'and what the engine does'],
    ],
  },
  unlock: {
    usage: '[repo] [options]',
    summary: 'remove the lock of a run that is gone',
    description: 'Shows who holds the lock of a repository and removes it when that run is gone.',
    examples: [
      ['codelicious unlock', 'this repository'],
      ['codelicious unlock ~/app --yes', 'also when the holder cannot be asked'],
    ],
  },
};

const PROGRAM = {
  usage: '[command] [repo] [options]',
  description: 'Write specs; get small, verified pull requests.',
  examples: [
    ['codelicious demo', 'see what it does'],
    ['codelicious plan', 'see what it would do here'],
    ...HELP.build.examples,
  ],
} as const;

interface HelpLook {
  readonly color: boolean;
  readonly width: number;
}

/** The help of one command, or of the program when `command` is null. */
export function helpText(command: CommandName | null, look: HelpLook): string {
  const colors = palette(look.color);
  const { usage, description, examples } = command === null ? PROGRAM : HELP[command];
  const name = command === null ? 'codelicious' : `codelicious ${command}`;
  const commands = COMMANDS.map((one): Row => [commandTerm(one), HELP[one].summary]);
  const listed = FLAGS.filter((flag) => isListed(flag, command ?? 'build'));
  const tables: readonly (readonly [string, readonly Row[]])[] = [
    ...(command === null ? [['Commands:', commands] as const] : []),
    ...groupsOf(listed).map((heading) => [heading, flagRows(listed, heading)] as const),
  ];
  const widest = Math.max(...tables.flatMap(([, rows]) => rows.map(([term]) => term.length)));
  const blocks = [
    `${colors.bold('Usage:')} ${name} ${usage}`,
    wrap(description, look.width, 0),
    ...tables.map(([heading, rows]) => table(heading, rows, { ...look, colors, widest })),
    exampleBlock(examples, colors),
  ];
  return `${blocks.join('\n\n')}\n`;
}

type Row = readonly [term: string, text: string];

interface TableLook {
  readonly width: number;
  readonly colors: Palette;
  readonly widest: number;
}

function commandTerm(command: CommandName): string {
  return `${command} ${HELP[command].usage}`.replace(/ ?\[options\]/, '');
}

function isListed(flag: Flag, command: CommandName): boolean {
  return flag.on.includes(command) && !flag.unlistedOn.includes(command);
}

function groupsOf(flags: readonly Flag[]): readonly string[] {
  return [...new Set(flags.map((flag) => flag.group))];
}

function flagRows(flags: readonly Flag[], heading: string): readonly Row[] {
  return flags.filter((flag) => flag.group === heading).map((flag): Row => [flag.flags, flag.text]);
}

function table(heading: string, rows: readonly Row[], look: TableLook): string {
  const indent = look.widest + 4;
  const lines = rows.map(([term, text]) => {
    const left = padTo(look.colors.cyan(term), look.widest);
    return `  ${left}  ${wrap(text, look.width - indent, indent)}`;
  });
  return [look.colors.bold(heading), ...lines].join('\n');
}

function exampleBlock(rows: readonly Row[], colors: Palette): string {
  const widest = Math.max(...rows.map(([example]) => example.length));
  const lines = rows.map(([example, does]) => `  ${padTo(example, widest)}  ${colors.dim(does)}`);
  return [colors.bold('Examples:'), ...lines].join('\n');
}
