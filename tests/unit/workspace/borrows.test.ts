import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isWithin, lendable, lenderOf, outermost } from '../../../src/workspace/borrows.ts';

describe('lenderOf', () => {
  it.each([
    ['/p/node_modules/a', '/p/node_modules'],
    ['/p/node_modules/.pnpm/a@1/node_modules/a', '/p/node_modules'],
    ['/home/u/dev/a', '/home/u/dev/a'],
    [
      '/h/.local/share/pnpm/store/v10/links/a/1.0.0/ff/node_modules/a',
      '/h/.local/share/pnpm/store/v10/links',
    ],
  ])('of %s is %s', (place, lender) => {
    expect(lenderOf(place)).toBe(lender);
  });
});

it('keeps the outermost folders', () => {
  expect(outermost(['/a/b', '/a', '/ab', '/a', '/c/d/e', '/c/d'])).toEqual(['/a', '/ab', '/c/d']);
});

it.each([
  ['/a', '/a', true],
  ['/a/b', '/a', true],
  ['/ab', '/a', false],
  ['/', '/a', false],
  ['/a/..b', '/a', true],
  ['/x', '/', true],
])('%s within %s: %s', (place, folder, within) => {
  expect(isWithin(place, folder)).toBe(within);
});

describe('lendable', () => {
  let dir = '';
  beforeEach(() => {
    dir = realpathSync(mkdtempSync(join(tmpdir(), 'codelicious-lend-')));
    for (const path of ['home/repo/node_modules', 'real/store'])
      mkdirSync(join(dir, path), { recursive: true });
    symlinkSync(join(dir, 'real'), join(dir, 'alias'));
  });
  afterEach(() => {
    rmSync(dir, { recursive: true });
  });

  it('is what is there, as it is named and as it really is', async () => {
    const places = [join(dir, 'alias/store'), join(dir, 'nowhere')];
    expect(await lendable(places, [])).toEqual([join(dir, 'alias/store'), join(dir, 'real/store')]);
  });

  it('is never a folder that the repository lies in', async () => {
    const repo = join(dir, 'home/repo');
    const places = [join(dir, 'home'), dir, '/', repo, join(repo, 'node_modules')];
    expect(await lendable(places, [repo])).toEqual([join(repo, 'node_modules')]);
  });
});
