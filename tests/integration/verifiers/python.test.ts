import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cannotBegin } from '../../../src/domain/baseline.ts';
import { createSandbox } from '../../../src/sandbox/sandbox.ts';
import { createProcesses } from '../../../src/system/processes.ts';
import { createPythonVerifier } from '../../../src/verifiers/toolchains/python/python.ts';
import { testSettingsOf } from '../../../src/verifiers/toolchains/python/test-settings.ts';
import { readPythonTree } from '../../../src/verifiers/toolchains/python/tree.ts';
import { checkByDjango } from '../../../src/verifiers/toolchains/python/unittest.ts';
import {
  type Case,
  check,
  depsOf,
  dir,
  type Files,
  has,
  scopeOf,
} from '../../support/python-trees.ts';

const HAS_PYTHON = has('python3', '-c', 'pass');
const HAS_PYTEST = has('python3', '-c', 'import pytest');
const HAS_COVERAGE = HAS_PYTEST && has('python3', '-c', 'import pytest_cov, coverage');

const FULL = { kind: 'full' } as const;
const CALC = 'def add(a, b):\n    return a + b\n';
const TEST = 'from calc import add\n\ndef test_add():\n    assert add(1, 1) == 2\n';
const TEST_SHARED = 'from calc import add\n\ndef test_add(two):\n    assert add(1, 1) == two\n';

describe.skipIf(!HAS_PYTEST)('pytest', () => {
  it.each([
    [
      'settings',
      { 'pytest.ini': '[pytest]\naddopts = --nope\n' },
      /unrecognized arguments: --nope/,
    ],
    ['fixtures', { 'conftest.py': 'import nowhere\n' }, /conftest\.py'.*No module named 'nowhere'/],
  ])('says in its own words that it cannot begin by its %s', async (_, more, sentence) => {
    const [result] = await check({ tree: { 'test_a.py': TEST, ...more }, task: FULL });
    expect(result).toMatchObject({ status: 'failed', tests: { passed: 0, failed: 0 } });
    expect(result?.findings).toMatchObject([
      { file: null, message: expect.stringMatching(sentence) as string },
    ]);
    expect(result !== undefined && cannotBegin(result)).toBe(true);
  });

  it('imports the modules of the tree, but no pytest of the tree', async () => {
    const tree = {
      'pkg.py': 'two = 2\n',
      'test_a.py': 'import pkg\ndef test_it():\n    assert pkg.two == 3\n',
      'pytest.py': 'def main():\n    return 0\n',
    };
    expect(await check({ tree, changed: Object.keys(tree) })).toMatchObject([
      {
        ...{ name: 'pytest', command: 'python -m pytest', status: 'failed' },
        findings: [
          {
            test: 'test_it',
            file: 'test_a.py',
            line: 3,
            message: 'assert 2 == 3 + where 2 = pkg.two',
          },
        ],
      },
    ]);
  });

  it('is skipped when the base declares tests and there are none', async () => {
    expect(await check({ tree: {}, base: { 'tox.ini': '[pytest]\n' } })).toMatchObject([
      { name: 'pytest', status: 'skipped', note: 'pytest found no tests' },
    ]);
  });

  it('runs what a changed module says of itself', async () => {
    const tree = {
      'pytest.ini': '[pytest]\naddopts = --doctest-modules\n',
      'calc.py': "'''\n>>> 1 + 1\n3\n'''\n",
      'test_calc.py': 'import calc\ndef test_it():\n    pass\n',
      'test_other.py': 'def test_it():\n    pass\n',
    };
    const [result] = await check({ tree, changed: ['calc.py'] });
    expect(result).toMatchObject({
      ...{ command: 'python -m pytest test_calc.py calc.py', tests: { passed: 1, failed: 1 } },
      findings: [{ file: 'calc.py', test: 'calc' }],
    });
  });

  it('tells tests, parameters, classes and files that cannot be loaded apart', async () => {
    const tree = {
      'pyproject.toml':
        '[tool.pytest.ini_options]\naddopts = "-x -q --strict-config -p no:cacheprovider"\n',
      'calc.py': `${CALC}def half(a):\n    return a / 0\n`,
      'tests/test_calc.py':
        'import pytest\nfrom calc import add, half\n\n@pytest.mark.parametrize("a", [1, 2])\ndef test_add(a):\n    assert add(a, 1) == 2\n\nclass TestHalf:\n    def test_half(self):\n        half(2)\n\ndef test_fixture(nowhere):\n    pass\n\n@pytest.mark.skip\ndef test_skipped():\n    pass\n\n@pytest.mark.xfail\ndef test_known():\n    assert 0\n',
      'tests/test_broken.py': 'import calc\nfrom calc import missing\n',
      'tests/test_syntax.py': 'x = 1\ndef (:\n',
    };
    const [result] = await check({ tree, task: FULL });
    expect(result).toMatchObject({ name: 'pytest', kind: 'test', status: 'failed', note: null });
    expect(result?.tests).toEqual({ passed: 1, failed: 5, skipped: 2 });
    expect(
      result?.findings.map(({ test, file, line, message }) => [test, file, line, message]),
    ).toEqual([
      ['test_add[2]', 'tests/test_calc.py', 6, 'assert 3 == 2 + where 3 = add(2, 1)'],
      ['TestHalf.test_half', 'tests/test_calc.py', 10, 'ZeroDivisionError: division by zero'],
      ['test_fixture', 'tests/test_calc.py', 12, "fixture 'nowhere' not found"],
      [
        ...['tests/test_broken.py', 'tests/test_broken.py', 2],
        "ImportError: cannot import name 'missing' from 'calc' (calc.py)",
      ],
      [
        ...['tests/test_syntax.py', 'tests/test_syntax.py', 2],
        'SyntaxError: invalid syntax (test_syntax.py, line 2)',
      ],
    ]);
  });

  it('runs each package of a repository from its own folder, and only those concerned', async () => {
    const one = { 'setup.py': '', 'calc.py': CALC, 'tests/test_core.py': TEST_SHARED };
    const shared = 'import pytest\n\n@pytest.fixture\ndef two():\n    return 2\n';
    const packages = Object.fromEntries(
      ['packages/one', 'packages/two [x]'].flatMap((folder) =>
        Object.entries(one).map(([path, text]) => [`${folder}/${path}`, text]),
      ),
    );
    const tree = { ...packages, 'conftest.py': shared };
    const whole = await check({ tree, task: FULL });
    expect(whole).toMatchObject([
      { package: 'packages/one', status: 'passed', tests: { passed: 1 } },
      { package: 'packages/two [x]', status: 'passed', tests: { passed: 1 } },
    ]);
    const tests = { ...tree, 'packages/two [x]/tests/test_other.py': 'def test_it():\n    pass\n' };
    const part = await check({ tree: tests, changed: ['packages/two [x]/calc.py'] });
    expect(part).toMatchObject([
      {
        ...{ package: 'packages/two [x]', command: 'python -m pytest tests/test_core.py' },
        tests: { passed: 1, failed: 0, skipped: 0 },
      },
    ]);
  });

  it('runs all where the related files hold no tests', async () => {
    const tree = {
      'calc.py': CALC,
      'test_calc.py': 'import calc\n',
      'test_b.py': 'def test(): pass\n',
    };
    expect(await check({ tree, changed: ['calc.py'] })).toMatchObject([
      { command: 'python -m pytest', status: 'passed', tests: { passed: 1 } },
    ]);
  });

  it('takes files of any name', async () => {
    const names = [
      'test_a b.py',
      'test_[1].py',
      '-x_test.py',
      '@y_test.py',
      'test_ünï.py',
      "test_'q.py",
    ];
    const files = names.flatMap((name) => [name, `sub [dir]/${name}`]);
    const tree = {
      ...Object.fromEntries(files.map((path) => [path, 'def test_it():\n    pass\n'])),
      'test_other.py': 'def test_it():\n    assert 0\n',
      'pytest.ini': '[pytest]\naddopts = --import-mode=importlib\n',
    };
    const [result] = await check({ tree, changed: files, task: { kind: 'tests', files } });
    expect(result).toMatchObject({ status: 'passed', tests: { passed: 12, failed: 0 } });
  });

  it('is not passed by tests that end the process', async () => {
    const tree = { 'test_a.py': 'import os\ndef test_a():\n    os._exit(0)\n' };
    expect(await check({ tree })).toMatchObject([
      { status: 'failed', note: expect.stringContaining('ended before') as unknown },
    ]);
  });

  it('is not passed by a hook that changes the exit code', async () => {
    const tree = {
      'conftest.py': 'def pytest_sessionfinish(session):\n    session.exitstatus = 0\n',
      'test_a.py': 'def test_a():\n    assert 0\n',
    };
    expect(await check({ tree })).toMatchObject([{ status: 'failed', findings: [{ line: 2 }] }]);
  });

  it('says of a base that nothing could begin, not of one whose tests wait for their source', async () => {
    const tree = { 'calc.py': 'def (:\n', 'test_calc.py': TEST };
    const [broken] = await check({ tree, task: FULL });
    expect(broken).toMatchObject({ status: 'failed', tests: { passed: 0, failed: 0 } });
    expect(broken?.findings).toMatchObject([{ file: 'test_calc.py', rule: 'SyntaxError' }]);
    const [waiting] = await check({ tree: { 'test_calc.py': TEST }, task: FULL });
    expect(waiting).toMatchObject({ status: 'failed', tests: { passed: 0, failed: 1 } });
  });

  it.skipIf(!HAS_COVERAGE)(
    'measures what the project measures, its floor for all tests alone',
    async () => {
      const tree = {
        'pkg/pyproject.toml':
          '[tool.pytest.ini_options]\naddopts = "--cov=calc --cov-fail-under=90"\n',
        'pkg/calc.py': `${CALC}\ndef other():\n    return 1\n`,
        'pkg/test_calc.py': TEST,
        'pkg/test_b.py': 'def test():\n    pass\n',
      };
      const coverage = [{ path: 'pkg/calc.py', covered: [1, 2, 4], uncovered: [5] }];
      const [part] = await check({ tree, changed: ['pkg/calc.py'] });
      expect(part).toMatchObject({ status: 'passed', command: 'python -m pytest test_calc.py' });
      expect(part?.coverage).toEqual(coverage);
      const [whole] = await check({ tree, task: FULL });
      expect(whole).toMatchObject({ status: 'failed', tests: { passed: 2, failed: 1 } });
      expect(whole?.findings).toMatchObject([
        {
          rule: 'fail_under',
          message: 'total coverage of 75.00 % is below the 90 % of the project',
        },
      ]);
      expect(whole?.coverage).toEqual(coverage);
    },
  );
});

describe.skipIf(!HAS_PYTHON)('unittest', () => {
  const tree = {
    'setup.cfg': '[metadata]\nname = calc\n\n[coverage:run]\nbranch = True\n',
    'src/calc.py': CALC,
    'tests/__init__.py': 'import sys\nsys.path.insert(0, "src")\n',
    'tests/testcalc.py':
      'import unittest\nfrom calc import add\n\nclass AddTest(unittest.TestCase):\n    def test_add(self):\n        self.assertEqual(add(1, 1), 3)\n\n    def test_many(self):\n        for n in (1, 2):\n            with self.subTest(n=n):\n                self.assertEqual(add(n, 0), 1)\n\n    @unittest.skip("later")\n    def test_later(self):\n        pass\n',
    'tests/testother.py':
      'import unittest\n\nclass OtherTest(unittest.TestCase):\n    def test_it(self):\n        pass\n',
    'tests/testbroken.py': 'import unittest\nimport nowhere\nunittest.TestCase\n',
  };

  it('tells tests, parts of tests and modules that cannot be loaded apart', async () => {
    const [result] = await check({ tree, task: FULL });
    expect(result).toMatchObject({
      ...{ name: 'unittest', command: 'python -m unittest discover', status: 'failed' },
      tests: { passed: 1, failed: 3, skipped: 1 },
    });
    expect(
      result?.findings.map(({ test, file, line, message }) => [test, file, line, message]),
    ).toEqual([
      ['AddTest.test_add', 'tests/testcalc.py', 6, '2 != 3'],
      ['AddTest.test_many (n=2)', 'tests/testcalc.py', 11, '2 != 1'],
      [
        ...['tests/testbroken.py', 'tests/testbroken.py', 2],
        "ModuleNotFoundError: No module named 'nowhere'",
      ],
    ]);
  });

  it('runs what imports the change', async () => {
    const mended = { ...tree, 'src/calc.py': 'def add(a, b):\n    return 3 if a == b else 1\n' };
    const [result] = await check({ tree: mended, changed: ['src/calc.py'] });
    expect(result).toMatchObject({
      ...{ command: 'python -m unittest tests/testcalc.py', status: 'passed', findings: [] },
      tests: { passed: 2, failed: 0, skipped: 1 },
    });
    if (HAS_COVERAGE) expect(result?.coverage?.[0]).toMatchObject({ path: 'src/calc.py' });
  });
});

describe.skipIf(!HAS_PYTHON)('manage.py test', () => {
  it('is told apart by what the standard library runs of it', async () => {
    // What Django's own command does with its labels.
    const manage =
      'import sys, unittest\nassert sys.argv[:3] == ["manage.py", "test", "--noinput"]\nsuite = unittest.defaultTestLoader.loadTestsFromNames(sys.argv[3:])\nsys.exit(bool(unittest.TextTestRunner().run(suite).failures))\n';
    const tree = {
      'site/manage.py': manage,
      'site/app/__init__.py': '',
      'site/app/tests.py':
        'import unittest\n\nclass AppTest(unittest.TestCase):\n    def test_a(self):\n        self.fail("no")\n',
    };
    const scope = scopeOf({ tree });
    const modules = { django: '5.0' };
    const argv = ['/usr/bin/python3'] as const;
    const python = { argv, own: null, tool: null, version: '3.11', modules, places: [], cut: null };
    const read = await readPythonTree(scope);
    const settings = await testSettingsOf('site', read, scope);
    const files = ['site/app/tests.py'];
    const tests = { folder: 'site', files, all: files, inner: [], outer: null, settings, python };
    const context = { deps: depsOf(), scope, signal: new AbortController().signal };
    expect(await checkByDjango(tests, context)).toMatchObject({
      ...{ name: 'manage.py test', command: 'python manage.py test app.tests', status: 'failed' },
      tests: { passed: 0, failed: 1, skipped: 0 },
      findings: [{ file: 'site/app/tests.py', line: 5, test: 'AppTest.test_a', message: 'no' }],
    });
  });
});

/** A program that says its name and arguments into a file of the tree, and ends with a code. */
function program(folder: string, name: string, code = 0): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), `#!/bin/sh\necho "${name} $*" >> ran\nexit ${code}\n`);
  chmodSync(join(folder, name), 0o755);
  return folder;
}

describe('the interpreter', () => {
  const ran = async (given: Case, path: string): Promise<string> => {
    const scope = scopeOf({ ...given, task: FULL });
    const deps = { ...depsOf(path), sandbox: createSandbox('none', createProcesses()) };
    await createPythonVerifier(deps).check(scope, new AbortController().signal);
    return readFileSync(join(scope.root, 'ran'), 'utf8');
  };

  it('is the one of the tool whose lock file there is, else the one on PATH', async () => {
    const tree = { 'test_a.py': '', 'x.txt': '' };
    const tools = program(join(dir, 'tools'), 'uv');
    program(tools, 'poetry');
    program(tools, 'python');
    const path = `${tools}:/bin`;
    expect(await ran({ tree, base: { 'uv.lock': '' } }, path)).toMatch(
      /^uv run --frozen python -c import sys/,
    );
    expect(await ran({ tree, base: { 'poetry.lock': '' } }, path)).toMatch(
      /^poetry run python -c import sys/,
    );
    const without = program(join(dir, 'python-only'), 'python');
    expect(await ran({ tree, base: { 'poetry.lock': '' } }, without)).toMatch(/^python -c import/);
  });

  it('is that of the nearest environment in the tree', async () => {
    const tree = { 'a/setup.py': '', 'a/test_a.py': '' };
    const scope = scopeOf({ tree, task: FULL });
    program(join(scope.root, '.venv/bin'), 'python');
    program(join(scope.root, 'a/venv/bin'), 'python', 1);
    const deps = { ...depsOf(), sandbox: createSandbox('none', createProcesses()) };
    const [result] = await createPythonVerifier(deps).check(scope, new AbortController().signal);
    const own = join(scope.root, 'a/venv/bin/python');
    expect(result).toMatchObject({
      ...{ name: 'pytest', package: 'a', status: 'skipped' },
      note: `${own} cannot import pytest; get it with: ${own} -m pip install pytest`,
    });
  });

  it('is missed with a word', async () => {
    const scope = scopeOf({ tree: { 'test_a.py': '' } });
    const verifier = createPythonVerifier(depsOf('/nowhere'));
    expect(await verifier.check(scope, new AbortController().signal)).toMatchObject([
      { status: 'skipped', note: expect.stringContaining('not on PATH') as unknown },
    ]);
  });

  it.skipIf(!HAS_PYTHON)('is told of with what it has, once', async () => {
    const scope = scopeOf({ tree: { 'a.py': '' } });
    const verifier = createPythonVerifier(depsOf());
    const told = await verifier.tools?.(scope);
    const [argv, version] = JSON.parse(told ?? '') as readonly unknown[];
    expect(argv).toEqual(['/usr/bin/python3']);
    expect(version).toMatch(/^3\./);
    expect(await verifier.tools?.(scope)).toBe(told);
  });
});

describe('Python', () => {
  const applies = async (given: Case): Promise<boolean> =>
    createPythonVerifier(depsOf()).applies(scopeOf(given));

  it('is looked at where there is any, or the base declares tests', async () => {
    expect(await applies({ tree: { 'a/b.py': '' } })).toBe(true);
    expect(await applies({ tree: {}, base: { 'pytest.ini': '' } })).toBe(true);
    expect(await applies({ tree: { 'node_modules/x/a.py': '', 'b.js': '' } })).toBe(false);
  });

  it.each<[string, Files]>([
    ['a manifest that does not mention pytest', { 'pyproject.toml': '[project]\nname = "x"\n' }],
    ['tests of installed packages', { 'node_modules/x/test_a.py': '', '.venv/lib/test_b.py': '' }],
    ['those of an environment of any name', { 'my-env/pyvenv.cfg': '', 'my-env/test_a.py': '' }],
    ['files that are no tests', { 'src/testing.py': '', 'latest.py': '' }],
  ])('says nothing of %s', async (_, tree) => {
    expect(await check({ tree, changed: Object.keys(tree) })).toEqual([]);
  });

  it('follows no link while it looks for tests', async () => {
    const scope = scopeOf({ tree: { 'a.txt': '' } });
    mkdirSync(join(dir, 'outside'));
    writeFileSync(join(dir, 'outside/test_a.py'), 'def test(): pass');
    symlinkSync(join(dir, 'outside'), join(scope.root, 'linked'));
    const verifier = createPythonVerifier(depsOf());
    expect(await verifier.check(scope, new AbortController().signal)).toEqual([]);
  });

  it('leaves the sources of another language to that', async () => {
    const tree = { 'package.json': '{}', 'app.ts': '', 'test_a.py': 'def test(): pass\n' };
    expect(await check({ tree, changed: ['app.ts', 'package.json'] })).toEqual([]);
  });
});
