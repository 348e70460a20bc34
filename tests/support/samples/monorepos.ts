import type { Case, Trial } from './cases.ts';
import type { Tree } from './history.ts';
import type { Edits, Kit } from './kits/kit.ts';

/** Two packages in one repository; a change to one is no reason to run the tests of the other. */
interface Monorepo extends Pick<Kit, 'name' | 'modules' | 'programs' | 'files'> {
  /** Source and test of package `one`, with which the test of `two` fails until \`mended\` is there too. */
  readonly apart: Edits;
  readonly mended: Edits;
  /** A change to `two` that its own test finds. */
  readonly broken: Edits;
}

function npmPackage(name: string, test: string): Tree {
  return {
    [`packages/${name}/package.json`]: `${JSON.stringify(
      { name, version: '1.0.0', type: 'module', scripts: { test: 'node --test tests/' } },
      null,
      2,
    )}\n`,
    [`packages/${name}/src/index.js`]: `export const name = '${name}';\n`,
    [`packages/${name}/tests/index.test.js`]: test,
  };
}

const NODE_HEAD = "import assert from 'node:assert/strict';\nimport { test } from 'node:test';\n";

const NPM_WORKSPACES: Monorepo = {
  name: 'npm workspaces',
  modules: [],
  programs: [],
  files: {
    'package.json': `${JSON.stringify(
      {
        name: 'root',
        private: true,
        workspaces: ['packages/*'],
        scripts: { test: 'npm test --workspaces' },
      },
      null,
      2,
    )}\n`,
    '.gitignore': 'node_modules/\n',
    ...npmPackage(
      'one',
      `${NODE_HEAD}import { name } from '../src/index.js';\n\ntest('is one', () => {\n  assert.equal(name, 'one');\n});\n`,
    ),
    ...npmPackage(
      'two',
      `${NODE_HEAD}import { existsSync } from 'node:fs';
import { name } from '../src/index.js';

test('is two, and notices what is half done', () => {
  assert.equal(name, 'two');
  const isHalf = existsSync('../one/src/more.js') && !existsSync('../one/src/most.js');
  assert.equal(isHalf, false);
});
`,
    ),
  },
  apart: {
    'packages/one/src/more.js': 'export const more = 2;\n',
    'packages/one/tests/more.test.js': `${NODE_HEAD}import { more } from '../src/more.js';\n\ntest('is more', () => {\n  assert.equal(more, 2);\n});\n`,
  },
  mended: { 'packages/one/src/most.js': 'export const most = 3;\n' },
  broken: { 'packages/two/src/index.js': "export const name = 'too';\n" },
};

const PYTHON_PACKAGES: Monorepo = {
  name: 'python packages',
  modules: [],
  programs: ['pytest'],
  files: {
    '.gitignore': '__pycache__/\n.pytest_cache/\n',
    'one/pyproject.toml':
      '[project]\nname = "one"\nversion = "1"\n\n[tool.pytest.ini_options]\npythonpath = ["."]\n',
    'one/one.py': 'NAME = "one"\n',
    'one/tests/test_one.py':
      'from one import NAME\n\n\ndef test_one():\n    assert NAME == "one"\n',
    'two/pyproject.toml':
      '[project]\nname = "two"\nversion = "1"\n\n[tool.pytest.ini_options]\npythonpath = ["."]\n',
    'two/two.py': 'NAME = "two"\n',
    'two/tests/test_two.py': `import os

from two import NAME

ONE = os.path.join(os.path.dirname(__file__), "..", "..", "one")


def test_two():
    assert NAME == "two"


def test_notices_what_is_half_done():
    more, most = (os.path.exists(os.path.join(ONE, name)) for name in ("more.py", "most.py"))
    assert most or not more
`,
  },
  apart: {
    'one/more.py': 'MORE = 2\n',
    'one/tests/test_more.py': 'from more import MORE\n\n\ndef test_more():\n    assert MORE == 2\n',
  },
  mended: { 'one/most.py': 'MOST = 3\n' },
  broken: { 'two/two.py': 'NAME = "too"\n' },
};

const MONOREPOS: readonly Monorepo[] = [NPM_WORKSPACES, PYTHON_PACKAGES];

/** As samples: nothing but what the two cases below need. */
export const MONOREPO_KITS: readonly Kit[] = MONOREPOS.map((one) => ({
  ...{ name: one.name, modules: one.modules, programs: one.programs, files: one.files },
  good: one.apart,
  syntax: {},
}));

function monorepo({ name }: Kit, trial: (one: Monorepo) => Omit<Trial, 'base'>): Trial | null {
  const found = MONOREPOS.find((one) => one.name === name);
  return found === undefined ? null : { base: found.files, ...trial(found) };
}

export const MONOREPO_CASES: readonly Case[] = [
  {
    name: 'two packages: only the tests of the one that changed',
    expected: 'lands',
    of: (kit) => monorepo(kit, ({ apart, mended }) => ({ work: apart, next: mended })),
  },
  {
    name: 'two packages: the one that broke',
    expected: 'refused',
    of: (kit) => monorepo(kit, ({ broken }) => ({ work: broken })),
  },
];
