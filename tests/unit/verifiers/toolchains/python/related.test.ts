import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testPackagesOf } from '../../../../../src/verifiers/toolchains/python/packages.ts';
import { relatedTests } from '../../../../../src/verifiers/toolchains/python/related.ts';
import { readPythonTree } from '../../../../../src/verifiers/toolchains/python/tree.ts';

type Files = Readonly<Record<string, string>>;

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'codelicious-related-'));
});
afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
});

let trees = 0;
async function related(tree: Files, changed: readonly string[]) {
  const root = join(dir, `tree-${(trees += 1)}`);
  for (const [path, text] of Object.entries(tree)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const read = await readPythonTree({
    ...{ root, changed, borrows: [], env: {}, task: { kind: 'change' } },
    added: async () => null,
    baseFile: async () => null,
  });
  const tests = read.files.filter((path) => /(?:^|\/)(?:test_[^/]*|[^/]*_test)\.py$/.test(path));
  const packages = testPackagesOf(read, tests);
  const found = await relatedTests({ root, changed, files: read.files, tests, ...packages });
  return Object.fromEntries(found);
}

const PROJECT: Files = {
  'pyproject.toml': '[project]\nname = "shop"\n',
  'src/shop/__init__.py': '',
  'src/shop/cart.py': 'from . import price\n',
  'src/shop/price.py': 'import decimal\n',
  'src/shop/mail/__init__.py': 'from .send import send\n',
  'src/shop/mail/send.py': 'import smtplib\n',
  'src/shop/lonely.py': '',
  'src/shop/named.py': '',
  'tests/conftest.py': 'from shop.price import x\n',
  'tests/helpers.py': '',
  'tests/test_cart.py': 'from shop.cart import Cart\n',
  'tests/test_price.py': 'import shop.price\n',
  'tests/unit/conftest.py': '',
  'tests/unit/test_mail.py': 'from shop import mail\n',
  'tests/unit/test_patch.py': 'patch("shop.mail.send.send")\nfrom tests.helpers import help\n',
  'tests/unit/test_named.py': '',
  'tests/test_base.py': '',
  'tests/unit/test_derived.py': 'from ..test_base import Base\n',
};

describe('related tests', () => {
  const without = { ...PROJECT, 'tests/conftest.py': '' };

  it.each<[string, Files, readonly string[], readonly string[] | null]>([
    ['by imports through others', without, ['src/shop/price.py'], ['test_cart', 'test_price']],
    ['by a fixture', PROJECT, ['src/shop/price.py'], null],
    [
      ...([
        'through a package, and by words in quotes',
        without,
        ['src/shop/mail/send.py'],
      ] as const),
      ['unit/test_mail', 'unit/test_patch'],
    ],
    ['by name alone', without, ['src/shop/named.py'], ['unit/test_named']],
    ['of a helper', without, ['tests/helpers.py'], ['unit/test_patch']],
    ['a test itself', without, ['tests/test_cart.py'], ['test_cart']],
    [
      'a test that others are made of',
      without,
      ['tests/test_base.py'],
      ['test_base', 'unit/test_derived'],
    ],
    [
      ...(['all below fixtures', without, ['tests/unit/conftest.py']] as const),
      ['unit/test_derived', 'unit/test_mail', 'unit/test_named', 'unit/test_patch'],
    ],
    ['all below those of the root', without, ['tests/conftest.py'], null],
    ['all where nothing maps', without, ['src/shop/lonely.py'], null],
    ['all for data', without, ['src/shop/named.py', 'src/shop/rates.json'], null],
    ['all for settings', without, ['src/shop/named.py', 'pyproject.toml'], null],
    ['all for requirements', without, ['requirements/dev.txt', 'tests/test_cart.py'], null],
    ['all for a lock file', without, ['uv.lock', 'tests/test_cart.py'], null],
    [
      'documents do not count beside others',
      without,
      ['README.md', 'tests/test_cart.py'],
      ['test_cart'],
    ],
    ['documents alone', without, ['README.md'], null],
    [
      ...([
        'a module that is gone',
        without,
        ['src/shop/cart/old.py', 'tests/test_cart.py'],
      ] as const),
      null,
    ],
    ['a test that is gone', without, ['tests/test_gone.py', 'tests/test_cart.py'], ['test_cart']],
  ])('%s', async (_, tree, changed, tests) => {
    const wanted = tests?.map((name) => `tests/${name}.py`) ?? null;
    expect(await related(tree, changed)).toEqual({ '': wanted });
  });

  it('stay in the package whose module it is, and follow into one that uses it', async () => {
    const tree = {
      'a/setup.py': '',
      'a/calc.py': '',
      'a/test_calc.py': 'import calc\n',
      'a/test_none.py': '',
      'b/setup.py': '',
      'b/calc.py': '',
      'b/test_calc.py': 'import calc\n',
      'b/test_none.py': '',
      'c/setup.cfg': '',
      'c/src/lib/__init__.py': '',
      'c/src/lib/core.py': '',
      'c/test_core.py': 'import lib.core\n',
      'c/test_none.py': '',
      'a/test_lib.py': 'from lib import core\n',
    };
    expect(await related(tree, ['b/calc.py'])).toEqual({ b: ['b/test_calc.py'] });
    expect(await related(tree, ['c/src/lib/core.py'])).toEqual({
      a: ['a/test_lib.py'],
      c: ['c/test_core.py'],
    });
    expect(await related(tree, ['web/app.json'])).toEqual({});
    expect(await related(tree, ['tool.py'])).toEqual({ a: null, b: null, c: null });
    expect(await related(tree, ['setup.cfg'])).toEqual({ a: null, b: null, c: null });
  });

  it('are those around a package that has none', async () => {
    const tree = {
      'packages/a/setup.py': '',
      'packages/a/src/one/x.py': '',
      'packages/b/requirements.txt': '',
      'packages/b/y.py': '',
      'tests/requirements.txt': '',
      'tests/fixtures/project/setup.py': '',
      'tests/fixtures/project/test_sample.py': '',
      'tests/test_x.py': 'import one.x\n',
    };
    expect(await related(tree, ['packages/a/src/one/x.py'])).toEqual({ '': ['tests/test_x.py'] });
    expect(await related(tree, ['packages/b/y.py'])).toEqual({ '': null });
  });
});
