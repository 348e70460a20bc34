import { describe, expect, it } from 'vitest';
import {
  changedKind,
  relatedTo,
} from '../../../../../src/verifiers/toolchains/node/changed-files.ts';

describe('changedKind', () => {
  it.each([
    ['src/a.ts', 'source'],
    ['src/App.vue', 'source'],
    ['test/helpers/x.js', 'source'],
    ['src/a.test.ts', 'test'],
    ['tests/deep/a.js', 'test'],
    ['package.json', 'settings'],
    ['packages/a/pnpm-lock.yaml', 'settings'],
    ['tsconfig.build.json', 'settings'],
    ['vite.config.mts', 'settings'],
    ['vitest.workspace.ts', 'settings'],
    ['.mocharc.yml', 'settings'],
    ['.env.test', 'settings'],
    ['test/setup.ts', 'settings'],
    ['jest.setup.js', 'settings'],
    ['eslint.config.js', 'text'],
    ['.prettierrc', 'text'],
    ['README.md', 'text'],
    ['LICENSE', 'text'],
    ['tests/fixtures/in.md', 'data'],
    ['src/data.json', 'data'],
    ['src/a.css', 'data'],
  ])('%s: %s', (path, kind) => {
    expect(changedKind(path)).toBe(kind);
  });
});

describe('relatedTo', () => {
  const gone = new Set(['src/gone.ts', 'src/gone.test.ts']);
  const related = (paths: readonly string[]) => relatedTo(paths, async (path) => !gone.has(path));

  it.each([
    [['src/a.ts', 'README.md'], ['src/a.ts']],
    [['src/a.ts', 'src/gone.test.ts'], ['src/a.ts']],
    [['src/__snapshots__/a.test.ts.snap'], ['src/a.test.ts']],
    [['__snapshots__/a.test.ts.snap'], ['a.test.ts']],
  ])('%j: %j', async (changed, files) => {
    expect(await related(changed)).toEqual({ type: 'files', files });
  });

  it.each([
    [[]],
    [['README.md']],
    [['src/a.ts', 'package.json']],
    [['src/a.ts', 'src/a.json']],
    [['src/a.ts', 'src/gone.ts']],
    [['src/gone.test.ts']],
    [['src/a.snap']],
    [Array.from({ length: 301 }, (_, at) => `src/a${at}.ts`)],
  ])('%j: everything', async (changed) => {
    expect(await related(changed)).toEqual({ type: 'all' });
  });
});
