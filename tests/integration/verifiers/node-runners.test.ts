import { existsSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type Files,
  type NodeProject,
  nodeProject,
  REAL_TOOLS,
} from '../../support/node-project.ts';

const open: NodeProject[] = [];
afterEach(() => {
  for (const project of open.splice(0)) project.close();
});

type Changes = Readonly<Record<string, string | null>>;

function project(base: Files, changes: Changes, installed: readonly string[]): NodeProject {
  const made = nodeProject(base, changes);
  open.push(made);
  made.install(installed);
  return made;
}

function pkg(test: string, more: Record<string, unknown> = {}): string {
  return JSON.stringify({ type: 'commonjs', scripts: { test }, ...more });
}

/** More tests than are run whole where only imports tell which are related. */
function many(text: string): Files {
  return Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`test/x${at}.test.js`, text]));
}

const CHANGE = { kind: 'change' } as const;
const FULL = { kind: 'full' } as const;

describe('vitest', () => {
  const base = {
    'package.json': pkg('vitest run', { type: 'module' }),
    'src/a.js': 'export const a = () => 1;\n',
    'src/[b] c.js': 'export const b = () => 1;\n',
    'a.test.js':
      "import { expect, it } from 'vitest';\nimport { a } from './src/a.js';\nit('is one', () => expect(a()).toBe(1));\n",
    'b.test.js':
      "import { describe, expect, it } from 'vitest';\nimport { b } from './src/[b] c.js';\ndescribe('b', () => {\n  it('is one', () => {\n    expect(b()).toBe(1);\n  });\n  it.skip('later', () => {});\n});\n",
  };
  const tools = ['vitest:vitest', '@vitest/coverage-v8'];

  it('runs the tests related to what changed, and tells them apart', async () => {
    const broken = { 'src/[b] c.js': 'export const b = () => 2;\n' };
    const [result, ...others] = await project(base, broken, tools).check(CHANGE);
    expect(others).toEqual([]);
    expect(result).toMatchObject({
      name: 'npm test',
      command: "vitest related --run './src/[b] c.js'",
      kind: 'test',
      status: 'failed',
      tests: { passed: 0, failed: 1, skipped: 1, added: 0 },
      findings: [
        {
          check: 'npm test',
          test: 'b > is one',
          file: 'b.test.js',
          line: 5,
          message: 'AssertionError: expected 2 to be 1 // Object.is equality',
        },
      ],
    });
  });

  it('measures the changed files of a run that passes, floors of the whole aside', async () => {
    const config =
      'export default { test: { coverage: { enabled: true, thresholds: { lines: 100 } } } };\n';
    const files = { ...base, 'vitest.config.mjs': config };
    const grown = 'export const b = (x) => {\n  if (x) return 2;\n  return 1;\n};\n';
    const changes = { 'src/[b] c.js': grown };
    const [result] = await project(files, changes, tools).check(CHANGE);
    expect(result).toMatchObject({ status: 'passed', tests: { passed: 1, failed: 0 } });
    expect(result?.coverage).toEqual([
      { path: 'src/[b] c.js', covered: expect.arrayContaining([1]), uncovered: expect.any(Array) },
    ]);
  });

  it('runs everything where all is asked for, and measures it', async () => {
    const [result] = await project(base, {}, tools).check(FULL);
    expect(result).toMatchObject({ command: 'vitest run', status: 'passed', tests: { passed: 2 } });
    expect(result?.coverage?.map(({ path }) => path).sort()).toEqual(['src/[b] c.js', 'src/a.js']);
  });
});

describe.skipIf(!existsSync(REAL_TOOLS))('jest', () => {
  const base = {
    'package.json': pkg('NODE_ENV=test jest --coverage', {
      jest: { coverageThreshold: { global: { lines: 100 } } },
    }),
    'src/a.js': 'exports.a = () => 1;\nexports.unused = () => {\n  return 2;\n};\n',
    'src/b.js': 'exports.b = () => 1;\n',
    'test/a.test.js':
      "const { a } = require('../src/a.js');\ndescribe('a', () => {\n  test('is one', () => {\n    expect(a()).toBe(1);\n  });\n});\n",
    'test/b.test.js':
      "const { b } = require('../src/b.js');\ntest('b', () => expect(b()).toBe(1));\n",
  };

  it('runs related tests without the floors of the whole', async () => {
    const changes = { 'src/a.js': `${base['src/a.js']}exports.more = 1;\n` };
    const [result] = await project(base, changes, ['jest:jest']).check(CHANGE);
    expect(result).toMatchObject({
      command: 'NODE_ENV=test jest --findRelatedTests --passWithNoTests ./src/a.js',
      status: 'passed',
      tests: { passed: 1, failed: 0 },
      coverage: [{ path: 'src/a.js', uncovered: [3] }],
    });
  });

  it('names a failing test and a file that cannot be loaded', async () => {
    const changes = {
      'test/a.test.js': 'syntax error(\n',
      'test/b.test.js': "test('b', () => expect(1).toBe(2));\n",
    };
    const tests = { kind: 'tests', files: Object.keys(changes) } as const;
    const [result] = await project(base, changes, ['jest:jest']).check(tests);
    expect(result).toMatchObject({ status: 'failed', tests: { passed: 0, failed: 2 } });
    const found = result?.findings.map(({ test, file }) => `${file ?? ''}: ${test ?? ''}`);
    expect(found?.sort()).toEqual(['test/a.test.js: test/a.test.js', 'test/b.test.js: b']);
  });
});

describe.skipIf(!existsSync(REAL_TOOLS))('mocha', () => {
  const base = {
    'package.json': pkg('mocha'),
    'lib/a.js': 'exports.a = () => 1;\n',
    'test/a.js':
      "const assert = require('node:assert');\nconst { a } = require('../lib/a');\ndescribe('a', () => {\n  it('is one', () => {\n    assert.strictEqual(a(), 1);\n  });\n});\n",
    'test/b.js': "it('b', () => {});\n",
    ...many("it('x', () => {});\n"),
  };

  it('runs the tests that import what changed', async () => {
    const made = project(base, { 'lib/a.js': 'exports.a = () => 2;\n' }, ['mocha:mocha']);
    const [result] = await made.check(CHANGE);
    expect(result).toMatchObject({
      command: 'mocha ./test/a.js',
      status: 'failed',
      tests: { passed: 0, failed: 1 },
      findings: [{ test: 'a > is one', file: 'test/a.js', line: 5 }],
    });
    expect(result?.output).toContain('1 failing');
  });
});

describe.skipIf(!existsSync(REAL_TOOLS))('c8', () => {
  it('measures, and says which floor was missed', async () => {
    const base = {
      'p/package.json': pkg('c8 --check-coverage --lines 100 node --test'),
      'p/src/a.js': 'exports.a = () => {\n  return 1;\n};\n',
      'p/test/a.js': "require('../src/a.js');\nrequire('node:test')('x', () => {});\n",
    };
    const [result] = await project(base, {}, ['c8:c8']).check(FULL);
    expect(result).toMatchObject({
      package: 'p',
      command: 'c8 --check-coverage --lines 100 node --test',
      status: 'failed',
      tests: { passed: 1, failed: 0 },
      findings: [{ rule: 'coverage', file: null }],
      coverage: [{ path: 'p/src/a.js', covered: [1, 3], uncovered: [2] }],
    });
  });
});

describe('node:test', () => {
  const base = {
    'package.json': pkg('node --test'),
    'src/a.js': 'exports.a = () => 1;\n',
    'test/a.test.js':
      "const { test, describe, it } = require('node:test');\nconst assert = require('node:assert');\nconst { a } = require('../src/a');\ndescribe('a', () => {\n  it('is one', () => assert.strictEqual(a(), 1));\n  it('later', { skip: true }, () => {});\n});\ntest('b', () => {});\n",
    'test/-odd name.test.js': "require('node:test')('odd', () => {});\n",
  };

  it('runs the tests that import what changed', async () => {
    const files = { ...base, ...many("require('node:test')('x', () => {});\n") };
    const made = project(files, { 'src/a.js': 'exports.a = () => 2;\n' }, []);
    const [result] = await made.check(CHANGE);
    expect(result).toMatchObject({
      command: 'node --test ./test/a.test.js',
      status: 'failed',
      tests: { passed: 1, failed: 1, skipped: 1 },
      findings: [{ test: 'a > is one', file: 'test/a.test.js', line: 5 }],
    });
  });

  it('runs all where settings change, oddly named files too', async () => {
    const changes = { 'package.json': pkg('node --test', { description: 'x' }) };
    const [result, ...others] = await project(base, changes, []).check(CHANGE);
    expect(others).toEqual([]);
    expect(result).toMatchObject({
      command: 'node --test',
      status: 'passed',
      tests: { passed: 3 },
    });
    expect(result?.tests?.added).toBe(0);
  });

  it('counts the tests a change adds, and names a file that does not load', async () => {
    const changes = {
      'test/c.test.js': "require('node:test')('c', () => {});\n",
      'test/d.test.js': "require('./nowhere.js');\n",
    };
    const [result] = await project(base, changes, []).check(CHANGE);
    expect(result).toMatchObject({ status: 'failed', tests: { passed: 4, failed: 1, added: 1 } });
    expect(result?.findings).toMatchObject([{ test: 'test/d.test.js', file: 'test/d.test.js' }]);
    expect(result?.findings[0]?.message).toContain('nowhere.js');
  });
});

describe('tests of what is still to be written', () => {
  it.for([
    ['node --test', "const { test } = require('node:test');\nrequire('../lib/a.js');\n", []],
    ['vitest run', "import { test } from 'vitest';\nimport '../lib/a.js';\n", ['vitest:vitest']],
    ['jest', "require('../lib/a.js');\n", ['jest:jest']],
  ] as const)('fail, but the runner can begin: %s', async ([script, head, tools], { skip }) => {
    skip(script === 'jest' && !existsSync(REAL_TOOLS), 'jest is not installed');
    const type = script === 'vitest run' ? 'module' : 'commonjs';
    const files = {
      'package.json': pkg(script, { type }),
      'test/a.test.js': `${head}test('is one', () => {});\n`,
    };
    const [result] = await project(files, {}, tools).check(FULL);
    expect(result).toMatchObject({ status: 'failed', tests: { passed: 0, failed: 1 } });
    expect(result?.findings).toHaveLength(1);
  });
});

describe('a process that ends before its tests have run', () => {
  it.for([
    ['node --test', "const { test } = require('node:test');\n", []],
    ['mocha', "const test = require('mocha').it;\n", ['mocha:mocha']],
    ['jest', '', ['jest:jest']],
  ] as const)('fails, whatever its exit code says: %s', async ([script, head, tools], { skip }) => {
    skip(tools.length > 0 && !existsSync(REAL_TOOLS), 'the runner is not installed');
    const files = {
      'package.json': pkg(script),
      'test/a.test.js': `${head}test('is one', () => {});\n`,
      'lib/a.js': '',
    };
    const left = { 'test/a.test.js': `${head}process.exit(0);\ntest('is one', () => {});\n` };
    const [result] = await project(files, left, tools).check(FULL);
    expect(result).toMatchObject({ name: 'npm test', status: 'failed' });
  });
});

describe('packages', () => {
  const member = (value: number) => ({
    'package.json': pkg('node --test', { name: `p${value}` }),
    'a.test.js': `require('node:test')('t${value}', () => {});\n`,
    'src.js': '',
  });
  const under = (folder: string, files: Files) =>
    Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]));
  const base = {
    'package.json': pkg('npm test --workspaces', { workspaces: ['packages/*'] }),
    'package-lock.json': '{}',
    ...under('packages/one', member(1)),
    ...under('packages/two', member(2)),
    'packages/two/fixtures/x/package.json': pkg('exit 1'),
    'packages/bare/package.json': '{}',
    'packages/bare/a.js': '',
  };

  it('runs the tests of the package a file belongs to, in its folder', async () => {
    const made = project(
      base,
      { 'packages/two/fixtures/x/data.txt': 'x', 'packages/one/src.js': ';' },
      [],
    );
    const results = await made.check(CHANGE);
    expect(results).toMatchObject([
      { name: 'npm test', package: 'packages/one', status: 'passed', tests: { passed: 1 } },
      { name: 'npm test', package: 'packages/two', status: 'passed', tests: { passed: 1 } },
    ]);
  });

  it('runs each package once where all is asked for', async () => {
    const results = await project(base, {}, []).check(FULL);
    expect(results.map((one) => one.package)).toEqual(['packages/one', 'packages/two']);
  });

  describe('whose root may do more than run them', () => {
    const build = 'mkdir -p ../two/dist && echo > ../two/dist/made.js';
    const tree = {
      ...base,
      'package.json': pkg('sh build.sh && npm test --workspaces --if-present', {
        workspaces: ['packages/*'],
      }),
      'build.sh': `cd packages/one && ${build}\n`,
      'packages/two/a.test.js':
        "require('./dist/made.js');\nrequire('node:test')('t2', () => {});\n",
    };

    it('are run in their own folders too', async () => {
      expect(await project(tree, {}, []).check(FULL)).toMatchObject([
        { command: 'npm test', status: 'passed' },
        { package: 'packages/one', status: 'passed', tests: { passed: 1 } },
        { package: 'packages/two', status: 'passed', tests: { passed: 1 } },
      ]);
    });

    it('are left to the root where they cannot begin by themselves', async () => {
      const made = project(tree, { 'packages/two/src.js': ';' }, []);
      expect(await made.check(CHANGE)).toMatchObject([
        { package: 'packages/two', status: 'skipped' },
        { command: 'npm test', status: 'passed' },
      ]);
    });
  });

  it('falls back to the package above for one without tests', async () => {
    const root = {
      ...base,
      'package.json': pkg('node --test packages/one', { workspaces: ['packages/*'] }),
    };
    const [result, ...others] = await project(root, { 'packages/bare/a.js': ';' }, []).check(
      CHANGE,
    );
    expect(others).toEqual([]);
    expect(result).toMatchObject({ name: 'npm test', status: 'passed' });
    expect(result?.package).toBeUndefined();
  });
});

describe('scripts', () => {
  const passing = "require('node:test')('x', () => {});\n";
  const base = { 'package.json': pkg('node --test'), 'a.test.js': passing };

  it('that the change puts in their place run as well', async () => {
    const changes = { 'package.json': pkg('exit 3') };
    expect(await project(base, changes, []).check(CHANGE)).toMatchObject([
      { name: 'npm test', command: 'node --test', status: 'passed' },
      { name: 'npm test (as changed)', command: 'exit 3', status: 'failed' },
    ]);
  });

  it('that fail by what fails already are told once', async () => {
    const failing = {
      ...base,
      'b.test.js': "require('node:test')('y', () => { throw new Error('no'); });\n",
    };
    const changes = { 'package.json': pkg('node --test --test-concurrency=1') };
    expect(await project(failing, changes, []).check(CHANGE)).toMatchObject([
      { name: 'npm test', status: 'failed', findings: [{ test: 'y' }] },
      { name: 'npm test (as changed)', status: 'passed', findings: [] },
    ]);
  });

  it('of a new package count where tests are seen to pass', async () => {
    const news = { 'p/package.json': pkg('node --test'), 'p/a.test.js': passing };
    const [, added] = await project(base, { ...news, 'a.test.js': `${passing};` }, []).check(
      CHANGE,
    );
    expect(added).toMatchObject({ package: 'p', status: 'passed', tests: { passed: 1, added: 1 } });
    const claims = { 'p/package.json': pkg('exit 0'), 'p/a.js': '' };
    expect(await project({ 'x.md': '' }, claims, []).check(CHANGE)).toEqual([]);
    const fails = { 'p/package.json': pkg('exit 1'), 'p/a.js': '' };
    expect(await project({ 'x.md': '' }, fails, []).check(CHANGE)).toMatchObject([
      { package: 'p', status: 'failed' },
    ]);
  });

  it('are skipped where the runner is not installed, unless that may be the change’s doing', async () => {
    const files = { 'package.json': pkg('vitest run') };
    expect(await project(files, { 'a.js': '' }, []).check(CHANGE)).toMatchObject([
      { status: 'skipped', note: 'vitest is not installed; get it with: npm install' },
    ]);
    const changes = { 'package.json': pkg('vitest run', { description: 'x' }) };
    expect(await project(files, changes, []).check(CHANGE)).toMatchObject([{ status: 'failed' }]);
  });

  it('without a single test are no failure, unless the change took the tests away', async () => {
    const files = { 'package.json': pkg('vitest run'), 'a.js': '' };
    const tools = ['vitest:vitest'];
    expect(await project(files, {}, tools).check(FULL)).toMatchObject([
      { status: 'skipped', note: 'the runner found no tests' },
    ]);
    const tested = { ...files, 'a.test.js': passing };
    const [result] = await project(tested, { 'a.test.js': null }, tools).check(CHANGE);
    expect(result?.status).toBe('failed');
  });
});
