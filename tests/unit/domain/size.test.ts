import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NumstatEntry } from '../../../src/domain/changeset.ts';
import { isLockFile, sizeOf } from '../../../src/domain/size.ts';

const SPEC = 'docs/specs/12_auth.md';

function entry(path: string, about: Partial<NumstatEntry> = {}): NumstatEntry {
  return { path, from: null, added: 3, deleted: 2, generated: false, ...about };
}

const size = (entries: readonly NumstatEntry[], excluded = (_: string) => false) =>
  sizeOf(entries, { spec: SPEC, excluded });

describe('isLockFile', () => {
  it.each([
    ['package-lock.json', true],
    ['apps/web/pnpm-lock.yaml', true],
    ['Cargo.lock', true],
    ['cargo.lock', false],
    ['package-lock.json/readme.md', false],
    ['my-yarn.lock', false],
    ['lock', false],
  ])('of %s is %s', (path, is) => {
    expect(isLockFile(path)).toBe(is);
  });
});

describe('sizeOf', () => {
  it('is added plus deleted lines', () => {
    expect(size([entry('a.ts'), entry('b.ts', { added: 10, deleted: 0 })])).toEqual({
      lines: 15,
      binaries: [],
    });
    expect(size([])).toEqual({ lines: 0, binaries: [] });
  });

  it('counts a binary file as no lines and names it', () => {
    const logo = entry('logo.png', { added: null, deleted: null });
    expect(size([entry('a.ts'), logo])).toEqual({ lines: 5, binaries: ['logo.png'] });
  });

  it.each([
    ['the spec itself', entry(SPEC)],
    ['a lock file', entry('web/yarn.lock')],
    ['what the base calls generated', entry('api.gen.ts', { generated: true })],
    ['what the configuration excludes', entry('vendor/x.js')],
    ['an excluded binary', entry('vendor/x.wasm', { added: null, deleted: null })],
  ])('leaves %s out', (_, left) => {
    const vendored = (path: string) => path.startsWith('vendor/');
    expect(size([entry('a.ts'), left], vendored)).toEqual({ lines: 5, binaries: [] });
  });

  it('counts another spec', () => {
    expect(size([entry('docs/specs/13.md')]).lines).toBe(5);
  });

  it('adds up, whatever the order', () => {
    const count = fc.option(fc.nat({ max: 999 }), { nil: null });
    const entries = fc.array(
      fc.record({
        path: fc.constantFrom('a.ts', 'b.png', SPEC, 'go.sum', 'vendor/a.js'),
        from: fc.constant(null),
        added: count,
        deleted: count,
        generated: fc.boolean(),
      }),
    );
    fc.assert(
      fc.property(entries, entries, (some, more) => {
        const both = size([...more, ...some]);
        expect(both.lines).toBe(size(some).lines + size(more).lines);
        expect(both.binaries).toEqual([...size(more).binaries, ...size(some).binaries]);
      }),
    );
  });
});
