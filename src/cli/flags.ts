/** The commands there are; `build` is the default. */
export const COMMANDS = ['build', 'plan', 'status', 'verify', 'demo', 'unlock'] as const;
export type CommandName = (typeof COMMANDS)[number];

/** One flag as it is parsed and shown. */
export interface Flag {
  /** In commander's notation: `--base <ref>`. */
  readonly flags: string;
  readonly text: string;
  /** The heading it stands under in the help. */
  readonly group: string;
  /** The commands that take it. */
  readonly on: readonly CommandName[];
  /** The commands that take it without listing it. */
  readonly unlistedOn: readonly CommandName[];
}

/** Which commands take a flag, and which of them list it. */
type Reach = Pick<Flag, 'on' | 'unlistedOn'>;

/** `plan` takes what `build` takes, so that a command line can be tried first; it lists only what changes a plan. */
const BUILD: Reach = { on: ['build', 'plan'], unlistedOn: ['plan'] };
const PLAN: Reach = { on: ['build', 'plan'], unlistedOn: [] };
const PLAN_ONLY: Reach = { on: ['plan'], unlistedOn: [] };
const READ: Reach = { on: ['build', 'plan', 'status'], unlistedOn: [] };
const BASE: Reach = { on: ['build', 'plan', 'status', 'verify'], unlistedOn: [] };
const FORGE: Reach = { on: ['build', 'plan', 'status'], unlistedOn: ['plan'] };
const ASK: Reach = { on: ['build', 'plan', 'unlock'], unlistedOn: ['plan'] };
const WATCH: Reach = { on: ['build', 'demo'], unlistedOn: [] };
const TALK: Reach = { on: COMMANDS, unlistedOn: ['plan', 'status', 'verify', 'unlock'] };
const DATA: Reach = { on: ['build', 'plan', 'status', 'verify', 'demo'], unlistedOn: [] };
const PLACE: Reach = { on: ['build', 'plan', 'status', 'verify', 'unlock'], unlistedOn: [] };
const ALL: Reach = { on: COMMANDS, unlistedOn: [] };

type Row = readonly [flags: string, text: string, reach: Reach];

/** Every flag, in the order of the help. */
export const FLAGS: readonly Flag[] = [
  ...group('What to build:', [
    ['--spec <path>', 'this spec only (repeatable)', READ],
    ['--base <ref>', 'branch to build on (the forge’s default)', BASE],
    ['--dry-run', 'the same as codelicious plan', BUILD],
    ['--split', 'ask the engine to divide specs; show the diff', PLAN_ONLY],
    ['--no-resume', 'start anew on fresh branches, leave the old ones', BUILD],
    ['--reset-ledger', 'forget the local ledger, read git and forge again', BUILD],
  ]),
  ...group('Engine:', [
    [
      '--engine <list>',
      'auto, claude, anthropic, huggingface, replay:FILE, in this order (auto)',
      BUILD,
    ],
    ['--model <name>', 'NAME, or ENGINE=NAME (repeatable)', BUILD],
    ['--endpoint <url>', 'server of huggingface; any that speaks OpenAI’s API', BUILD],
    ['--allow-http-loopback', 'let it be http:// on this machine', BUILD],
    ['--claude-session <id>', 'the conversation that claude goes on with', BUILD],
    ['--record <file>', 'keep the engine calls as a cassette', BUILD],
    ['--wait-on-rate-limit', 'sleep until an engine is free again (with --continuous)', BUILD],
    ['--no-wait-on-rate-limit', 'end with 75 instead', BUILD],
    ['--sandbox <level>', 'auto, os, external (this machine is the wall), none (auto)', BUILD],
    ['--skip-auth-check', 'no trial of the sign-in before the work', BUILD],
  ]),
  ...group('Limits:', [
    ['--max-cost-usd <x>', 'US dollars for the run', BUILD],
    ['--max-cost-per-chunk <x>', 'US dollars for a task (5 with --max-cost-usd)', BUILD],
    ['--max-tokens <n>', 'tokens for the run, in and out', BUILD],
    ['--max-turns <n>', 'for one engine call (50)', BUILD],
    ['--agent-timeout <t>', 'for one engine call: 90s, 30m, 2h (30m)', BUILD],
    ['--max-run-time <t>', 'stop in good order after 90s, 30m, 2h', BUILD],
  ]),
  ...group('Checks:', [
    ['--max-fix-attempts <n>', 'repairs when a check fails, 0–10 (2)', BUILD],
    ['--min-coverage <pct>', 'lines of the project that tests run, 0–100 (90, shown)', BUILD],
    ['--require-verification', 'refuse work that nothing could check', BUILD],
    ['--require-proof', 'refuse source that no test fails without', BUILD],
    ['--allow-broken-base', 'go on where a check cannot begin on the base', BUILD],
    ['--allow-ci-changes', 'let the engine change CI definitions', BUILD],
  ]),
  ...group('Pull requests:', [
    ['--max-loc-per-pr <n>', 'changed lines, 50–5000 (250)', PLAN],
    ['--max-commits-per-pr <n>', 'commits, 1–100 (8)', PLAN],
    ['--max-open-prs <n>', 'open at once; more work waits (10)', BUILD],
    ['--platform <name>', 'auto, github, local (auto)', FORGE],
  ]),
  ...group('The run:', [
    ['--on-failure <policy>', 'continue, block, stop (continue)', BUILD],
    ['--continuous', 'look for new work until all is done', BUILD],
    ['--cycle-sleep-s <n>', 'seconds between two looks, 0–3600 (60)', BUILD],
    ['--yes', 'ask nothing', ASK],
  ]),
  ...group('Output:', [
    ['--json', 'the result as one JSON document', DATA],
    ['--events <file>', 'every event as JSON Lines; - is stdout', WATCH],
    ['--quiet', 'no progress, only the result', TALK],
    ['--verbose', 'also what the engine says and does', TALK],
    ['--no-color', 'no colour', ALL],
    ['-C <dir>', 'work as if started in this folder', PLACE],
    ['-V, --version', 'the version', ALL],
    ['-h, --help', 'this help', ALL],
  ]),
];

/** `--base` of `--base <ref>`, `-C` of `-C <dir>`, `--version` of `-V, --version`. */
export function nameOf(flag: Flag): string {
  return flag.flags.replace(/^-\w, /, '').replace(/ .*$/, '');
}

/** Every spelling of every flag, for telling a flag from a value. */
export const FLAG_WORDS: readonly string[] = FLAGS.flatMap((flag) =>
  flag.flags.replace(/ <.*$/, '').split(', '),
);

function group(heading: string, rows: readonly Row[]): readonly Flag[] {
  return rows.map(([flags, text, reach]) => ({ flags, text, group: heading, ...reach }));
}
