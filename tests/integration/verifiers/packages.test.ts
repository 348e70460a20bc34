import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { VerifyScope } from '../../../src/ports/verifier.ts';
import { importersOf } from '../../../src/verifiers/toolchains/node/import-graph.ts';
import { workspacesOf } from '../../../src/verifiers/toolchains/node/workspaces.ts';
import { inPackage, packagesOf, parentOf } from '../../../src/verifiers/toolchains/packages.ts';

const open: string[] = [];
afterEach(() => {
  for (const root of open.splice(0)) rmSync(root, { recursive: true, force: true });
});

type Files = Readonly<Record<string, string>>;

function treeOf(files: Files): string {
  const root = mkdtempSync(join(tmpdir(), 'codelicious-packages-'));
  open.push(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

function scopeOf(files: Files, changed: readonly string[] = [], base: Files = files): VerifyScope {
  return {
    root: treeOf(files),
    borrows: [],
    task: { kind: 'change' },
    added: async () => null,
    changed,
    baseFile: async (path) => base[path] ?? null,
    env: {},
  };
}

const isRoot = (names: readonly string[]) => names.includes('package.json');

describe('packagesOf', () => {
  const files = {
    'package.json': '',
    'a/package.json': '',
    'a/b/x.js': '',
    'node_modules/m/package.json': '',
  };

  it('finds the nearest root above each changed file, one that the change deletes too', async () => {
    const changed = ['x.js', 'a/b/x.js', 'a/y.js', 'gone/package.json', 'gone/deep/x.js'];
    const packages = packagesOf(scopeOf(files, changed), isRoot);
    expect([...(await packages.changed())]).toEqual([
      ['', ['x.js']],
      ['a', ['a/b/x.js', 'a/y.js']],
      ['gone', ['gone/package.json', 'gone/deep/x.js']],
    ]);
    expect(await packages.all()).toEqual(['', 'a']);
  });

  it('knows files of no package', async () => {
    const packages = packagesOf(scopeOf({ 'a/package.json': '' }, ['b/x.js']), isRoot);
    expect(await packages.rootOf('b/x.js')).toBeNull();
    expect([...(await packages.changed())]).toEqual([]);
  });

  it('names folders and paths as the repository does', () => {
    expect([parentOf('a/b/c'), parentOf('a')]).toEqual(['a/b', '']);
    expect([inPackage('', 'a'), inPackage('p', 'a')]).toEqual(['a', 'p/a']);
  });
});

describe('workspacesOf', () => {
  const members = {
    'package.json': '{}',
    'packages/one/package.json': '{}',
    'packages/two/package.json': '{}',
    'packages/two/examples/x/package.json': '{}',
    'other/package.json': '{}',
    'tests/fixtures/y/package.json': '{}',
  };
  const all = async (files: Files, base: Files = files) => {
    const scope = scopeOf(files, [], base);
    return workspacesOf(scope, packagesOf(scope, isRoot)).all();
  };

  it.each([
    ['npm', { 'package.json': '{"workspaces":["packages/*"]}' }],
    ['yarn', { 'package.json': '{"workspaces":{"packages":["./packages/*/"]}}' }],
    [
      'pnpm',
      {
        'pnpm-workspace.yaml':
          '# all\npackages:\n  - \'packages/*\' # these\n  - "!**/x"\nother:\n  - z\n',
      },
    ],
    ['lerna', { 'lerna.json': '{ "packages": ["packages/*"] }' }],
  ])('are those that %s is told of', async (_, more) => {
    expect(await all({ ...members, ...more })).toEqual(['', 'packages/one', 'packages/two']);
  });

  it('are all that are no fixtures where nobody is told of any', async () => {
    expect(await all(members)).toEqual(['', 'other', 'packages/one', 'packages/two']);
  });

  it('cannot be taken away by a change', async () => {
    const base = { 'package.json': '{"workspaces":["packages/*"]}' };
    const tree = { ...members, 'package.json': '{"workspaces":["other"]}' };
    expect(await all(tree, base)).toEqual(['', 'other', 'packages/one', 'packages/two']);
  });

  it('hold the files of what is no package of its own', async () => {
    const scope = scopeOf(members);
    const { rootOf } = workspacesOf(scope, packagesOf(scope, isRoot));
    expect(await rootOf('packages/two/examples/x/a.js')).toBe('packages/two');
    expect(await rootOf('tests/fixtures/y/a.js')).toBe('');
  });
});

describe('importersOf', () => {
  const files = {
    'src/a.ts': '',
    'src/b/index.js': "import { a } from '../a.js';",
    'src/c.js': "require('./b');",
    'src/loop.js': "import './d.js';",
    'src/d.js': "import './loop.js';",
    'test/c.js': "spawn('node', ['src/c.js']);",
    'test/d.js': "import '../src/d';",
    'test/self.js': "import it from 'this';",
    'test/alias.js': "import x from '#src/x';",
    'test/main.js': "require('..');",
    'test/none.js': "import fs from 'node:fs'; import y from 'other';",
  };
  const importers = async (changed: readonly string[]) => {
    const request = { root: treeOf(files), files: Object.keys(files), name: 'this' };
    const found = await importersOf(changed, request);
    return [...found].filter((file) => file.startsWith('test/')).sort();
  };
  const always = ['test/alias.js', 'test/main.js', 'test/self.js'];

  it('follows imports through others, and what is named in quotes', async () => {
    expect(await importers(['src/a.ts'])).toEqual([
      ...always.slice(0, 1),
      'test/c.js',
      ...always.slice(1),
    ]);
    expect(await importers(['src/loop.js'])).toEqual([
      'test/alias.js',
      'test/d.js',
      ...always.slice(1),
    ]);
    expect(await importers(['test/none.js'])).toEqual([
      'test/alias.js',
      'test/main.js',
      'test/none.js',
      'test/self.js',
    ]);
  });
});
