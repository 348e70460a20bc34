import { reachesOut } from './bounds.ts';
import type { Controls } from './controls.ts';
import { MANAGER_RULE, NODE_RULES, NPM_RULE } from './node-rules.ts';
import { OTHER_RULES, PYTHON_RULES } from './other-rules.ts';
import { type CommandRule, type ProgramPlace, refusedArgument } from './rule.ts';

/** A command that may run without a cage, and where its program is. */
export interface AllowedCommand {
  readonly place: ProgramPlace;
  readonly program: string;
  readonly args: readonly string[];
}

/** A command, or why there is none. */
export type Judged = AllowedCommand | { readonly refused: string };

/** What a command is held against. */
export interface Surroundings {
  /** Absolute path of the tree. */
  readonly root: string;
  readonly controls: Controls;
}

/** Folders of a tree in which its own programs lie. */
const OWN_PROGRAMS = /^(?:\.\/)?(?:node_modules\/\.bin|\.?venv\/bin)\/(?=[^/]+$)/;
const MANAGERS: ReadonlySet<string> = new Set(['npm', 'pnpm', 'yarn', 'bun']);
const PYTHON = /^python3?$/;
/** Programs that run another one in the project's environment. */
const PYTHON_RUNNERS: ReadonlySet<string> = new Set(['uv', 'poetry']);

/** What to do instead of what models like to run. */
const INSTEAD: readonly (readonly [programs: RegExp, advice: string])[] = [
  [/^(?:cat|head|tail|less|more|nl|wc|strings|xxd|od)$/, 'use read_file'],
  [/^(?:ls|dir|tree|du|stat|file|pwd)$/, 'use list_directory'],
  [/^(?:find|fd|fdfind|locate)$/, 'use find_files'],
  [/^(?:grep|egrep|fgrep|rg|ag|ack)$/, 'use search_code'],
  [
    /^(?:sed|awk|gawk|perl|patch|tee|ed|touch|cp|mkdir|echo|printf)$/,
    'use write_file or edit_file',
  ],
  [/^(?:rm|unlink|rmdir|mv)$/, 'use delete_file and write_file'],
  [/^(?:git|gh|glab|hub|jj|svn|hg)$/, 'committing and publishing are done for you'],
  [
    /^(?:sh|bash|zsh|dash|fish|ksh|busybox|env|xargs|sudo|su|timeout|nohup|time)$/,
    'there is no shell: give the program and its arguments',
  ],
  [
    /^(?:pip|pip3|conda|apt|apt-get|brew|curl|wget|ssh|scp|nc)$/,
    'there is no network: name a new dependency in the manifest, and it is installed for you',
  ],
];

/** Whether a command may run where no cage holds it: by name, flag by flag, and only within the tree. */
export async function judgeCommand(
  argv: readonly string[],
  surroundings: Surroundings,
): Promise<Judged> {
  const [first = '', ...args] = argv;
  const out = reachesOut(args, surroundings.root);
  if (out !== null) return refuse(out);
  const own = OWN_PROGRAMS.exec(first)?.[0] ?? '';
  const name = first.slice(own.length);
  if (/[/\\=]/.test(name) || name === '') {
    return refuse(`${JSON.stringify(first.slice(0, 200))} is no program to be run here`);
  }
  if (MANAGERS.has(name)) return judgeManager(name, args, surroundings);
  if (name === 'npx' || name === 'bunx') return judgeTool(withoutRunnerFlags(args), surroundings);
  if (PYTHON_RUNNERS.has(name)) return judgeRunner(name, args, surroundings);
  if (PYTHON.test(name)) return judgePython(name, args, surroundings);
  return judgeTool([name, ...args], surroundings);
}

async function judgeTool(
  [name = '', ...args]: readonly string[],
  surroundings: Surroundings,
): Promise<Judged> {
  const rules = { ...NODE_RULES, ...PYTHON_RULES, ...OTHER_RULES };
  const rule = Object.hasOwn(rules, name) && name !== 'unittest' ? rules[name] : undefined;
  if (rule === undefined)
    return refuse(`${name} is not among the allowed programs${instead(name)}`);
  return judgeByRule({ place: rule.place, program: name, args }, { rule, surroundings });
}

async function judgeByRule(
  command: AllowedCommand,
  {
    rule,
    surroundings,
    args = command.args,
  }: {
    readonly rule: CommandRule;
    readonly surroundings: Surroundings;
    /** What the rule is about, when that is not all. */
    readonly args?: readonly string[];
  },
): Promise<Judged> {
  const refused = refusedArgument(rule, args);
  if (refused !== null) return refuse(`${command.program}: ${refused}`);
  for (const file of rule.steeredBy ?? []) {
    if (await surroundings.controls.isChanged(file)) {
      return refuse(
        `${file} was changed in this job, so ${command.program} is not run; it will be when the job is judged`,
      );
    }
  }
  return command;
}

/** `npm test`, `npm run lint -- --quiet`, `pnpm exec vitest run`, `yarn vitest run`. */
async function judgeManager(
  name: string,
  args: readonly string[],
  surroundings: Surroundings,
): Promise<Judged> {
  const at = args.findIndex((arg) => !arg.startsWith('-'));
  const verb = args[at] ?? '';
  const rest = args.slice(at + 1);
  if (['exec', 'x'].includes(verb)) return judgeTool(withoutRunnerFlags(rest), surroundings);
  const isRun = ['run', 'run-script'].includes(verb);
  const script = isRun ? (rest.find((arg) => !arg.startsWith('-')) ?? '') : scriptOf(verb);
  const isKnown = (await surroundings.controls.script(script)) !== 'absent';
  if (!isRun && script !== 'test' && (name === 'npm' || !isKnown)) {
    if (name !== 'npm' && Object.hasOwn(NODE_RULES, verb)) {
      return judgeTool([verb, ...rest], surroundings);
    }
    return refuse(`of ${name}, only "test" and "run" with a script of package.json are allowed`);
  }
  return judgeScript({ place: 'path', program: name, args }, { script, surroundings });
}

function scriptOf(verb: string): string {
  return ['t', 'tst'].includes(verb) ? 'test' : verb;
}

async function judgeScript(
  command: AllowedCommand,
  { script, surroundings }: { readonly script: string; readonly surroundings: Surroundings },
): Promise<Judged> {
  const state = await surroundings.controls.script(script);
  if (state === 'absent') return refuse(`package.json has no script "${script}"`);
  if (state === 'changed') {
    return refuse(
      `the script "${script}" was changed in this job, so it is not run; it will be when the job is judged`,
    );
  }
  const rule = command.program === 'npm' ? NPM_RULE : MANAGER_RULE;
  return judgeByRule(command, { rule, surroundings });
}

/** `python -m pytest`. */
async function judgePython(
  program: string,
  args: readonly string[],
  surroundings: Surroundings,
): Promise<Judged> {
  const [flag, module = '', ...rest] = args;
  const rule = Object.hasOwn(PYTHON_RULES, module) ? PYTHON_RULES[module] : undefined;
  if (flag !== '-m' || rule === undefined) {
    return refuse(`of ${program}, only -m with ${Object.keys(PYTHON_RULES).join(', ')} is allowed`);
  }
  const command = { place: 'python', program, args } as const;
  return judgeByRule(command, { rule, surroundings, args: rest });
}

/** `uv run pytest`, `poetry run python -m pytest`. */
async function judgeRunner(
  program: string,
  args: readonly string[],
  surroundings: Surroundings,
): Promise<Judged> {
  const [verb, ...rest] = args;
  const inner = rest[0] === '--frozen' ? rest.slice(1) : rest;
  const isPython = PYTHON.test(inner[0] ?? '') || Object.hasOwn(PYTHON_RULES, inner[0] ?? '');
  if (verb !== 'run' || !isPython) {
    return refuse(`of ${program}, only "run" with a test or lint program is allowed`);
  }
  const judged = await judgeCommand(inner, surroundings);
  return 'refused' in judged ? judged : { place: 'path', program, args };
}

function withoutRunnerFlags(args: readonly string[]): readonly string[] {
  const at = args.findIndex((arg) => !['--no-install', '--no', '--yes', '-y', '--'].includes(arg));
  return at === -1 ? [] : args.slice(at);
}

function instead(name: string): string {
  const advice = INSTEAD.find(([programs]) => programs.test(name))?.[1];
  return advice === undefined ? '' : `: ${advice}`;
}

function refuse(refused: string): Judged {
  return { refused };
}
