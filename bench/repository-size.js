import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { inFolder, least, median, quietEnvironment, time } from './measure.js';
import { codelicious } from './program.js';
import { makeRepository } from './repositories.js';

const SMALL = 50;
const LARGE = 2000;
const FEW = 1;
const MANY = 5;
/** Milliseconds of our own that a chunk may take in the large repository. */
const LIMIT_MS = 1000;

/** A `claude` that takes no time: writes source and a test of it, named for its chunk. */
const agent = (write) => `#!/bin/sh
case "$1" in --version) echo '2.1.0 (Claude Code)'; exit 0;; esac
cat >/dev/null
id=$CODELICIOUS_CHUNK
${write}
echo '{"type":"system","subtype":"init","session_id":"bench","model":"none","tools":[]}'
echo '{"type":"result","subtype":"success","is_error":false,"result":"done","num_turns":1,"session_id":"bench","total_cost_usd":0,"usage":{"input_tokens":0,"output_tokens":0}}'
`;

/** What stands before a program on PATH: writes down when it runs tests, and for how long. */
const stopwatch = (program, tests) => `#!/bin/sh
case "$*" in ${tests}) ;; *) exec ${program} "$@" ;; esac
begin=$(date +%s%N)
${program} "$@"
status=$?
echo "$begin $(date +%s%N)" >> "$XDG_CACHE_HOME/test-runs"
exit $status
`;

const LANGUAGES = [
  {
    name: 'node:test',
    program: 'node',
    probe: ['--version'],
    tests: '*--test*',
    files: {
      'package.json': '{ "type": "module", "scripts": { "test": "node --test tests/" } }\n',
      'tests/first.test.js':
        "import { test } from 'node:test';\nimport '../src/first.js';\n\ntest('first', () => {});\n",
      'src/first.js': 'export const first = 1;\n',
    },
    module: (number) => [
      `src/area-${number % 100}/module-${number}.js`,
      `import { first } from '../first.js';\n\nexport const n${number} = first + ${number};\n`,
    ],
    write: `echo "export const done = 1;" > "src/chunk-$id.js"
printf "import { test } from 'node:test';\\nimport '../src/chunk-%s.js';\\ntest('%s', () => {});\\n" "$id" "$id" > "tests/chunk-$id.test.js"`,
  },
  {
    name: 'pytest',
    program: 'python3',
    probe: ['-c', 'import pytest'],
    tests: '*"import pytest"*',
    files: {
      'pyproject.toml': '[tool.pytest.ini_options]\npythonpath = ["."]\ntestpaths = ["tests"]\n',
      'sample/__init__.py': '',
      'sample/first.py': 'FIRST = 1\n',
      'tests/test_first.py':
        'from sample.first import FIRST\n\n\ndef test_first():\n    assert FIRST == 1\n',
    },
    module: (number) => [
      `sample/area_${number % 100}/module_${number}.py`,
      `from sample.first import FIRST\n\nN = FIRST + ${number}\n`,
    ],
    write: `echo "DONE = 1" > "sample/chunk_$id.py"
printf "from sample.chunk_%s import DONE\\n\\n\\ndef test_it():\\n    assert DONE == 1\\n" "$id" > "tests/test_chunk_$id.py"`,
  },
];

const BUILD = ['build', '--yes', '--engine', 'claude', '--platform', 'local', '--sandbox', 'none'];

/** What a chunk costs beyond the engine and the commands that run tests, in a small repository and a large one. */
export function repositorySize({ rounds }) {
  const here = LANGUAGES.filter((language) => locate(language) !== null);
  return here.map((language) => inFolder((folder) => compare(folder, language, rounds)));
}

function compare(folder, language, rounds) {
  const env = environment(folder, language);
  const costs = [SMALL, LARGE].map((files) => {
    const [few, many] = [FEW, MANY].map((tasks) =>
      template(folder, language, { files, tasks, env }),
    );
    return Array.from({ length: rounds }, () => {
      const [one, all] = [few, many].map((from) => ownTime(from, env));
      return {
        wallMs: (all.wallMs - one.wallMs) / (MANY - FEW),
        cpuMs: (all.cpuMs - one.cpuMs) / (MANY - FEW),
      };
    });
  });
  const [small, large] = costs;
  return {
    name: `own work for each chunk, ${LARGE} files, ${language.name}`,
    limit: null,
    limitMs: LIMIT_MS,
    ratio: least(large, 'wallMs') / least(small, 'wallMs'),
    cpuRatio: least(large, 'cpuMs') / least(small, 'cpuMs'),
    pairedRatio: median(large.map(({ wallMs }, round) => wallMs / small[round].wallMs)),
    ms: least(large, 'wallMs'),
  };
}

/** The first of its name on PATH that can do what is needed. */
function locate({ program, probe }) {
  const folders = (process.env.PATH ?? '').split(':');
  const paths = folders.map((each) => join(each, program)).filter((path) => existsSync(path));
  return paths.find((path) => spawnSync(path, probe).status === 0) ?? null;
}

function environment(folder, language) {
  const { program, tests, write } = language;
  const programs = join(folder, 'programs');
  const home = join(folder, 'home');
  const cache = join(folder, 'cache');
  for (const made of [programs, home, cache]) mkdirSync(made);
  const scripts = { claude: agent(write), [program]: stopwatch(locate(language), tests) };
  for (const [name, text] of Object.entries(scripts)) {
    writeFileSync(join(programs, name), text);
    chmodSync(join(programs, name), 0o755);
  }
  const env = quietEnvironment(home);
  return { ...env, PATH: `${programs}:${env.PATH}`, XDG_CACHE_HOME: cache };
}

function template(folder, { files: first, module }, { files, tasks, env }) {
  const root = join(folder, `repository-${files}-${tasks}`);
  for (const [path, text] of Object.entries(first)) write(root, path, text);
  for (let number = 0; number < files; number += 1) write(root, ...module(number));
  makeRepository({ root, env, files: 0, specs: 1, open: 1, tasks });
  return root;
}

function write(root, path, text) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** A build in a copy, less the time in which tests ran. CPU is not told apart: it is of everything. */
function ownTime(from, env) {
  const runs = join(env.XDG_CACHE_HOME, 'test-runs');
  const to = `${from}-copy`;
  cpSync(from, to, { recursive: true });
  rmSync(runs, { force: true });
  const { wallMs, cpuMs } = time(codelicious(BUILD, { cwd: to, env }));
  rmSync(to, { recursive: true });
  return { wallMs: wallMs - unionMs(runs), cpuMs };
}

/** Milliseconds in which at least one of the runs went on. */
function unionMs(file) {
  if (!existsSync(file)) throw new Error('no test was run');
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  const spans = lines.map((line) => line.split(' ').map((each) => Number(each) / 1e6));
  let [total, until] = [0, 0];
  for (const [begin, end] of spans.sort(([a], [b]) => a - b)) {
    total += Math.max(0, end - Math.max(begin, until));
    until = Math.max(until, end);
  }
  return total;
}
