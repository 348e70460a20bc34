import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VerifyScope } from '../../../../../src/ports/verifier.ts';
import {
  isUnittestModule,
  runnerOf,
} from '../../../../../src/verifiers/toolchains/python/test-runners.ts';
import {
  testFileNames,
  testSettingsOf,
} from '../../../../../src/verifiers/toolchains/python/test-settings.ts';
import { readPythonTree } from '../../../../../src/verifiers/toolchains/python/tree.ts';

type Files = Readonly<Record<string, string>>;

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'codelicious-settings-'));
});
afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
});

let trees = 0;
function scopeOf(tree: Files, base: Files = {}, changed: readonly string[] = []): VerifyScope {
  const root = join(dir, `tree-${(trees += 1)}`);
  mkdirSync(root);
  for (const [path, text] of Object.entries(tree)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return {
    ...{ root, changed, borrows: [], env: {}, task: { kind: 'change' } },
    added: async () => null,
    baseFile: (path) => Promise.resolve(base[path] ?? null),
  };
}

async function settings(
  tree: Files,
  folder = '',
  base: Files = {},
  changed: readonly string[] = [],
) {
  const scope = scopeOf(tree, base, changed);
  return testSettingsOf(folder, await readPythonTree(scope), scope);
}

describe('settings of tests', () => {
  it.each<[string, Files, object]>([
    [
      'nothing',
      { 'pyproject.toml': '[project]\nname = "x"\n' },
      { wantsPytest: false, wantsCoverage: false },
    ],
    [
      'a section',
      { 'pyproject.toml': '[tool.pytest.ini_options]\n' },
      { hasPytest: true, wantsCoverage: false },
    ],
    ['a file', { 'pytest.toml': '' }, { hasPytest: true }],
    [
      'a requirement',
      { 'requirements-dev.txt': 'pytest>=8\n' },
      { hasPytest: false, wantsPytest: true },
    ],
    [
      'one in a folder',
      { 'requirements/test-requirements.txt': 'pytest\n' },
      { wantsPytest: true },
    ],
    ['a comment', { 'requirements.txt': '# pytest\n' }, { wantsPytest: false }],
    ['coverage', { '.coveragerc': '' }, { wantsCoverage: true }],
    ['a section of coverage', { 'setup.cfg': '[coverage:run]\n' }, { wantsCoverage: true }],
    [
      'a requirement of coverage',
      { 'requirements.txt': 'coverage[toml]==7\n' },
      { wantsCoverage: true },
    ],
    [
      ...([
        'a flag',
        {
          'pyproject.toml':
            '[tool.pytest.ini_options]\naddopts = ["--cov=x", "--doctest-modules"]\n',
        },
      ] as const),
      { measures: true, wantsCoverage: true, hasDoctests: true },
    ],
    [
      ...([
        'a flag of something else',
        { 'tox.ini': '[pytest]\naddopts = --cov-report=xml\n' },
      ] as const),
      { measures: false },
    ],
    ['Django', { 'manage.py': '' }, { isDjango: true }],
  ])('%s', async (_, tree, said) => {
    expect(await settings(tree)).toMatchObject(said);
  });

  it('are those of the base too, and of the repository around a package', async () => {
    expect(await settings({}, '', { 'tox.ini': '[pytest]\n' })).toMatchObject({ hasPytest: true });
    const tree = { 'pyproject.toml': '[tool.pytest.ini_options]\n', 'a/setup.py': '' };
    expect(await settings(tree, 'a')).toMatchObject({ hasPytest: true });
    const beside = { 'b/pytest.ini': '', 'a/setup.py': '' };
    expect(await settings(beside, 'a')).toMatchObject({ hasPytest: false });
    const base = { 'setup.cfg': '[coverage:run]\n' };
    expect(await settings({ 'setup.cfg': '' }, '', base, ['setup.cfg'])).toMatchObject({
      wantsCoverage: true,
    });
  });

  it('tell what is to be installed from what is to be written', async () => {
    const { needs } = await settings({
      'pyproject.toml': '[project]\nname = "shop"\ndependencies = ["PyYAML", "requests>=2"]\n',
      'requirements.txt': 'typing-extensions\n',
      'src/requests_like.py': '',
      'src/numpy/__init__.py': '',
      'setup.cfg': '[options]\ninstall_requires =\n    numpy\n    attrs\n',
    });
    const modules = ['shop', 'requests', 'typing_extensions', 'attrs', 'numpy', 'like', 'pyyaml'];
    expect(modules.filter(needs)).toEqual(['requests', 'typing_extensions', 'attrs', 'pyyaml']);
  });

  it.each<[string, Files, readonly string[]]>([
    ['the usual', {}, ['test_a.py', 'a_test.py']],
    [
      ...([
        'those of TOML',
        {
          'pyproject.toml':
            '[tool.pytest.ini_options]\npython_files = ["check_*.py", "tests.py"]\n',
        },
      ] as const),
      ['test_a.py', 'a_test.py', 'check_a.py', 'tests.py'],
    ],
    [
      ...([
        'those of several lines',
        {
          'setup.cfg':
            '[tool:pytest]\npython_files =\n    check_*.py\n    tests.py\naddopts = x.py\n',
        },
      ] as const),
      ['test_a.py', 'a_test.py', 'check_a.py', 'tests.py'],
    ],
  ])('names of test files: %s', async (_, tree, names) => {
    const isTest = await testFileNames(await readPythonTree(scopeOf(tree)));
    const all = [
      'test_a.py',
      'a_test.py',
      'check_a.py',
      'tests.py',
      'testing.py',
      'latest.py',
      'x.py',
    ];
    expect(all.filter(isTest)).toEqual(names);
  });
});

describe('who runs tests', () => {
  const CASE = 'import unittest\n\nclass A(unittest.TestCase):\n    pass\n';
  const PLAIN = 'def test_a():\n    pass\n';

  it.each<[string, Files, boolean, string]>([
    ['functions', { 'test_a.py': PLAIN }, false, 'pytest'],
    ['cases, with pytest there', { 'test_a.py': CASE }, true, 'pytest'],
    ['cases, without', { 'test_a.py': CASE }, false, 'unittest'],
    ['cases that pytest would not find', { 'testa.py': CASE, 'test_b.py': CASE }, true, 'unittest'],
    ['both', { 'test_a.py': CASE, 'test_b.py': PLAIN }, false, 'pytest'],
    [
      'cases of a project that wants pytest',
      { 'test_a.py': CASE, 'pytest.ini': '' },
      false,
      'pytest',
    ],
    ['cases of Django', { 'app/tests.py': CASE, 'manage.py': '' }, true, 'manage.py test'],
    [
      'cases of Django by pytest',
      { 'test_a.py': CASE, 'manage.py': '', 'pytest.ini': '' },
      true,
      'pytest',
    ],
    ['none', {}, true, 'pytest'],
  ])('%s', async (_, files, hasPytest, runner) => {
    const scope = scopeOf(files);
    const tree = await readPythonTree(scope);
    const all = tree.files.filter((path) => path !== 'manage.py');
    const modules: Readonly<Record<string, string>> = hasPytest ? { pytest: '8.0.0' } : {};
    const python = {
      ...{ argv: ['python3'] as const, own: null, tool: null, version: '3.12.1' },
      ...{ modules, places: [], cut: null },
    };
    const found = await testSettingsOf('', tree, scope);
    expect(await runnerOf({ all, settings: found, python }, scope.root)).toBe(runner);
  });

  it('takes no module that only borrows from unittest', () => {
    expect(isUnittestModule('from unittest import mock\n')).toBe(false);
    expect(isUnittestModule('from django.test import SimpleTestCase\n')).toBe(true);
  });
});
