import { type CommandRule, flagsOf } from './rule.ts';

const VITEST = flagsOf(
  '--run -t --testNamePattern --coverage --bail --silent --no-color --passWithNoTests --project --typecheck --no-file-parallelism',
);
const JEST = flagsOf(
  '-t --testNamePattern --testPathPattern --testPathPatterns -i --runInBand --coverage -b --bail --ci --silent --verbose --no-cache --maxWorkers -w --forceExit --detectOpenHandles --passWithNoTests --listTests --findRelatedTests --no-color',
);
const MOCHA = flagsOf('-g --grep -f --fgrep -b --bail --timeout --recursive --exit --parallel');
const ESLINT = flagsOf('--max-warnings --ext --quiet --no-color --no-warn-ignored');

/** What may be handed on to the program behind a script, whichever it is. */
const TEST_FLAGS = [
  ...new Set([...VITEST, ...JEST, ...MOCHA, '--max-warnings', '--quiet', '--watch']),
].filter((flag) => flag !== '-w');

/** Files by which a package manager is told with what, or whether at all, to run a script. */
const MANAGER_FILES = [
  '.npmrc',
  '.yarnrc',
  '.yarnrc.yml',
  '.pnpmfile.cjs',
  'pnpm-workspace.yaml',
  'bunfig.toml',
];

/** What npm takes beside the script's name. */
export const NPM_RULE: CommandRule = {
  place: 'path',
  flags: flagsOf('-s --silent --if-present'),
  after: TEST_FLAGS,
  steeredBy: MANAGER_FILES,
};

/** Of the other managers, which hand on what they do not know. */
export const MANAGER_RULE: CommandRule = {
  ...NPM_RULE,
  flags: [...NPM_RULE.flags, ...TEST_FLAGS],
};

/** Tools that a project has in `node_modules/.bin`, and node itself. */
export const NODE_RULES: Readonly<Record<string, CommandRule>> = {
  vitest: { place: 'node', verbs: ['run', 'related', 'list'], flags: VITEST },
  jest: { place: 'node', flags: JEST },
  mocha: { place: 'node', flags: MOCHA },
  ava: { place: 'node', flags: flagsOf('-m --match -v --verbose --fail-fast -s --serial') },
  tsc: {
    place: 'node',
    flags: flagsOf('--noEmit -p --project --pretty --skipLibCheck --strict --listFiles'),
    needs: { '*': ['--noEmit'] },
    words: /^(?!(?:true|false)$)/i,
  },
  eslint: { place: 'node', flags: ESLINT },
  prettier: {
    place: 'node',
    flags: flagsOf('-c --check -l --list-different --no-color --log-level'),
    needs: { '*': ['-c', '--check', '-l', '--list-different'] },
  },
  biome: {
    place: 'node',
    verbs: ['check', 'lint', 'ci', 'format'],
    flags: flagsOf('--max-diagnostics --diagnostic-level --error-on-warnings --colors --reporter'),
  },
  node: {
    place: 'path',
    flags: flagsOf(
      '--test --check -c --test-name-pattern --test-skip-pattern --test-only --test-concurrency --test-timeout --test-force-exit --experimental-test-coverage --enable-source-maps --experimental-strip-types --no-warnings',
    ),
    needs: { '*': ['--test', '--check', '-c'] },
    singleDash: true,
  },
};
