import { describe, expect, it } from 'vitest';
import { ownPath } from '../../../src/workspace/links.ts';
import { packageFolders } from '../../../src/workspace/packages.ts';
import { strayPaths } from '../../../src/workspace/stray.ts';

describe('packageFolders', () => {
  it('finds each package but those that are installed or keep their own', () => {
    const tracked = [
      'package.json',
      'packages/a/package.json',
      'packages/b/package.json',
      'packages/b/node_modules/kept/package.json',
      'docs/package.json.md',
    ];
    expect(packageFolders(tracked)).toEqual(['.', 'packages/a']);
  });
});

describe('ownPath', () => {
  it.each([
    ['/repo/packages/a', 'packages/a'],
    ['/repo/node_modules/.pnpm/x/node_modules/x', null],
    ['/elsewhere/x', null],
    ['/repo', null],
    ['/repository/x', null],
  ])('%s → %s', (place, expected) => {
    expect(ownPath('/repo', place)).toBe(expected);
  });
});

describe('strayPaths', () => {
  it('names files, or a folder of many in which nothing is tracked', () => {
    const many = Array.from({ length: 60 }, (_, at) => `src/gen/deep/${at}.ts`);
    const untracked = ['.env', 'src/one.ts', 'node_modules/x', ...many];
    const tracked = ['src/index.ts'];
    expect(strayPaths(untracked, ['node_modules'], tracked)).toEqual([
      '.env',
      'src/one.ts',
      'src/gen',
    ]);
  });
});
