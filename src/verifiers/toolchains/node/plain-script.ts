import { type ScriptWord, scriptWords } from './script-words.ts';

/** Runners whose own reports are read here. */
const RUNNERS = ['vitest', 'jest', 'mocha', 'node'] as const;
export type RunnerName = (typeof RUNNERS)[number];

/** A script that is one call of a runner. */
export interface PlainScript {
  readonly runner: RunnerName;
  /** Variables set for it, as they stand in the script. */
  readonly variables: readonly string[];
  /** A program that measures coverage, with its arguments, as they stand in the script; empty where there is none. */
  readonly measurer: readonly string[];
  /** Arguments that begin with a dash, together with their value where that is a word of its own. */
  readonly flags: readonly ScriptWord[];
  /** What the runner is told to run: files, folders, patterns. */
  readonly targets: readonly ScriptWord[];
}

const ASSIGNMENT = /^[A-Za-z_]\w*=/;
/** Programs that only run another one, and the arguments they may have for that. */
const WRAPPERS: Readonly<Record<string, RegExp>> = {
  'cross-env': /^$/,
  env: /^$/,
  npx: /^(?:--no-install|--no|-y|--yes)$/,
  bunx: /^$/,
  'pnpm exec': /^$/,
  'yarn exec': /^$/,
  'yarn run': /^$/,
};
const MEASURERS = new Set(['c8', 'nyc']);

/** Flags whose value is the next word; of all others it follows an equals sign. */
const WITH_VALUE: Readonly<Record<RunnerName | 'measurer', RegExp>> = {
  vitest:
    /^(?:-[rct]|--(?:root|config|dir|environment|pool|project|mode|reporter|outputFile|testNamePattern|testTimeout|hookTimeout|retry|bail|shard|maxWorkers|minWorkers|exclude|configLoader))$/,
  jest: /^(?:-[cwti]|--(?:config|maxWorkers|rootDir|testEnvironment|testTimeout|env|testNamePattern|setupFilesAfterEnv|coverageDirectory|coverageProvider|shard|runner|cacheDirectory|testRunner|globalSetup|globalTeardown|preset|resolver))$/,
  mocha:
    /^(?:-[rtRugfsjnO]|--(?:require|timeout|reporter|reporter-options?|ui|grep|fgrep|slow|jobs|retries|config|package|extension|file|ignore|exclude|loader|import|node-option|watch-files))$/,
  node: /^(?:-[rC]|--(?:import|require|loader|experimental-loader|env-file|conditions|test-name-pattern|test-timeout|test-concurrency|test-shard|max-old-space-size|watch-path))$/,
  measurer:
    /^(?:-[rxno]|--(?:reporter|include|exclude|report-dir|reports-dir|temp-dir(?:ectory)?|src|lines|branches|functions|statements|require|config|extension|cwd))$/,
};

/** Flags with any number of words after them: nobody can tell those from what is to be run. */
const GREEDY =
  /^--(?:projects|selectProjects|ignoreProjects|spec|collectCoverageFrom|coverageReporters|reporters|testPathPatterns?|testMatch|runTestsByPath|findRelatedTests)$/;
/** Commands of vitest that run tests: those that wait for changes are told not to. */
const RUN_COMMANDS = new Set(['run', 'watch', 'dev']);
/** Those that are no plain run. */
const OTHER_COMMANDS = new Set(['related', 'bench', 'list', 'init', 'typecheck']);
/** Calls of Node.js that are no run, and reports that would get into the way of ours. */
const NOT_A_RUN = /^--(?:test-reporter|eval|print|check)\b|^-[epc]$/;

/** A script as one call of one runner; null for everything else, which only a shell and a person understand. */
export function plainScript(script: string): PlainScript | null {
  const words = scriptWords(script);
  if (words === null) return null;
  const { variables, called } = unwrap(words);
  const name = called[0]?.text ?? '';
  if (!MEASURERS.has(name)) return callOf(called, { variables, measurer: [] });
  const end = afterFlags(called);
  const inner = unwrap(called.slice(end));
  const measurer = called.slice(0, end).map(({ raw }) => raw);
  return callOf(inner.called, { variables: [...variables, ...inner.variables], measurer });
}

/** The variables before a call, and the call without what only runs another program. */
function unwrap(words: readonly ScriptWord[]): {
  readonly variables: readonly string[];
  readonly called: readonly ScriptWord[];
} {
  const variables: string[] = [];
  let at = 0;
  for (let word = words[at]; word !== undefined; word = words[at]) {
    const two = `${word.text} ${words[at + 1]?.text ?? ''}`;
    const key = [word.text, two].find((each) => Object.hasOwn(WRAPPERS, each));
    if (key !== undefined) {
      at += key.split(' ').length;
      while (WRAPPERS[key]?.test(words[at]?.text ?? '-') === true) at += 1;
    } else if (ASSIGNMENT.test(word.text)) {
      variables.push(word.raw);
      at += 1;
    } else break;
  }
  return { variables, called: words.slice(at) };
}

/** How many words a program and its own flags are. */
function afterFlags(words: readonly ScriptWord[]): number {
  let at = 1;
  while (words[at]?.text.startsWith('-') === true) {
    at += WITH_VALUE.measurer.test(words[at]?.text ?? '') ? 2 : 1;
  }
  return at;
}

function callOf(
  [program, ...args]: readonly ScriptWord[],
  around: Pick<PlainScript, 'variables' | 'measurer'>,
): PlainScript | null {
  const name = program?.text.replace(/^(?:\.\/)?node_modules\/\.bin\//, '');
  const runner = RUNNERS.find((each) => each === name);
  if (runner === undefined) return null;
  const isCommand = runner === 'vitest' && RUN_COMMANDS.has(args[0]?.text ?? '');
  if (runner === 'vitest' && OTHER_COMMANDS.has(args[0]?.text ?? '')) return null;
  const parted = partArguments(isCommand ? args.slice(1) : args, WITH_VALUE[runner]);
  if (parted === null || (runner === 'node' && !isTestRun(parted.flags))) return null;
  return { runner, ...around, ...parted };
}

function partArguments(
  args: readonly ScriptWord[],
  withValue: RegExp,
): Pick<PlainScript, 'flags' | 'targets'> | null {
  const flags: ScriptWord[] = [];
  const targets: ScriptWord[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at];
    if (word === undefined || word.text === '--' || GREEDY.test(word.text)) return null;
    const value = withValue.test(word.text) ? args[at + 1] : undefined;
    if (!word.text.startsWith('-')) targets.push(word);
    else flags.push(value === undefined ? word : joined(word, value));
    if (value !== undefined) at += 1;
  }
  return { flags, targets };
}

function joined(flag: ScriptWord, value: ScriptWord): ScriptWord {
  return { text: `${flag.text} ${value.text}`, raw: `${flag.raw} ${value.raw}` };
}

function isTestRun(flags: readonly ScriptWord[]): boolean {
  return (
    flags.some(({ text }) => text === '--test') && !flags.some(({ text }) => NOT_A_RUN.test(text))
  );
}
