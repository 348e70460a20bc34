import { describe, expect, it } from 'vitest';
import type { VerifyScope } from '../../../../../src/ports/verifier.ts';
import {
  readPackage,
  runTheSame,
  testScripts,
} from '../../../../../src/verifiers/toolchains/node/package-json.ts';
import { packageManagerOf } from '../../../../../src/verifiers/toolchains/node/package-manager.ts';

function scripts(more: Record<string, unknown>): string {
  return JSON.stringify({ scripts: more });
}

describe('readPackage', () => {
  it.each([null, '', '{', '[]', '7', '"x"'])('%j is none', (text) => {
    expect(readPackage(text)).toBeNull();
  });

  it('reads what counts and passes over the rest', () => {
    expect(
      readPackage('\ufeff{"name":"x","packageManager":"pnpm@9.0.0","scripts":{"test":"vitest"}}'),
    ).toMatchObject({
      packageManager: 'pnpm@9.0.0',
      scripts: { test: 'vitest' },
    });
    expect(readPackage('{"scripts":[],"packageManager":7}')).toMatchObject({
      packageManager: null,
      scripts: {},
    });
    expect(readPackage('{}')).toMatchObject({ packageManager: null, scripts: {} });
  });
});

describe('testScripts', () => {
  it.each([
    [{ test: 'vitest' }, ['vitest']],
    [{ pretest: 'a', test: 'b', posttest: 'c', other: 'd' }, ['a', 'b', 'c']],
    [{ pretest: 'a' }, []],
    [{ test: ' ' }, []],
    [{ test: 7 }, []],
    [{ test: 'echo "Error: no test specified" && exit 1' }, []],
    [{ pretest: 7, test: 'b' }, ['b']],
  ])('%j', (given, found) => {
    expect(testScripts(readPackage(scripts(given))!)).toEqual(found);
  });
});

describe('runTheSame', () => {
  it.each([
    [{ test: 'a' }, { test: 'a', lint: 'x' }, true],
    [{ test: 'a' }, { test: 'b' }, false],
    [{ test: 'a' }, { test: 'a', pretest: 'x' }, false],
    [{ test: 'a', posttest: 'x' }, { test: 'a' }, false],
  ])('%j and %j: %s', (a, b, same) => {
    expect(runTheSame(readPackage(scripts(a))!, readPackage(scripts(b))!)).toBe(same);
  });
});

describe('packageManagerOf', () => {
  const scope = (files: readonly string[]): VerifyScope => ({
    root: '/tree',
    borrows: [],
    changed: [],
    task: { kind: 'change' },
    added: async () => null,
    baseFile: (path) => Promise.resolve(files.includes(path) ? '' : null),
    env: {},
  });

  it.each([
    ['pnpm@9.1.0', [], 'pnpm'],
    ['yarn@4.0.0+sha256.abc', ['package-lock.json'], 'yarn'],
    ['bun@1', [], 'bun'],
    ['cnpm@1', ['yarn.lock'], 'yarn'],
    [null, ['pnpm-lock.yaml'], 'pnpm'],
    [null, ['yarn.lock', 'package-lock.json'], 'yarn'],
    [null, ['bun.lock'], 'bun'],
    [null, ['bun.lockb'], 'bun'],
    [null, ['package-lock.json'], 'npm'],
    [null, [], 'npm'],
  ])('%s with %j: %s', async (field, files, manager) => {
    expect(await packageManagerOf(scope(files), field)).toBe(manager);
  });
});
