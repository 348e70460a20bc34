import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NumstatEntry } from '../../../src/domain/changeset.ts';
import { divide, type Step } from '../../../src/domain/divide.ts';
import { isLockFile } from '../../../src/domain/size.ts';

const LEFT_OUT = {
  spec: 'docs/specs/1.md',
  excluded: (path: string) => path.startsWith('vendor/'),
};

function row(path: string, lines: number | null, more: Partial<NumstatEntry> = {}): NumstatEntry {
  return {
    path,
    from: null,
    added: lines,
    deleted: lines === null ? null : 0,
    generated: false,
    ...more,
  };
}

function steps(rows: readonly NumstatEntry[], cap = 100): readonly Step[] {
  const found = divide(rows, cap, LEFT_OUT);
  expect(found).not.toBeNull();
  return found ?? [];
}

function together(rows: readonly NumstatEntry[], cap = 100): readonly (readonly string[])[] {
  return steps(rows, cap).map((step) => step.paths);
}

describe('what stays together', () => {
  it.each([
    ['src/foo.ts', 'src/foo.test.ts'],
    ['src/foo.ts', 'src/foo.spec.ts'],
    ['src/foo.tsx', 'src/__tests__/foo.tsx'],
    ['src/foo.tsx', 'src/__tests__/foo.test.tsx'],
    ['src/spec/foo.ts', 'tests/unit/spec/foo.test.ts'],
    ['pkg/foo.py', 'tests/test_foo.py'],
    ['pkg/foo.py', 'pkg/foo_test.py'],
    ['foo.go', 'foo_test.go'],
    ['lib/foo.rb', 'spec/foo_spec.rb'],
    ['src/main/java/a/Foo.java', 'src/test/java/a/FooTest.java'],
    ['Foo.cs', 'FooTests.cs'],
    ['src/a.c', 'src/a.h'],
    ['src/foo.test.ts', 'src/__snapshots__/foo.test.ts.snap'],
    ['package.json', 'package-lock.json'],
    ['packages/a/package.json', 'pnpm-lock.yaml'],
    ['Cargo.toml', 'Cargo.lock'],
  ])('%s and %s', (source, test) => {
    const parts = together([row(source, 60), row(test, 30), row('other/z.ts', 60)]);
    expect(parts.find((paths) => paths.includes(source))).toContain(test);
    expect(parts).toHaveLength(2);
  });

  it('both sides of a rename, and files that share a path', () => {
    const parts = together([
      row('b/new.ts', 20, { from: 'a/old.ts' }),
      row('a/old.ts', 60),
      row('c/x.ts', 60),
    ]);
    expect(parts).toEqual([['a/old.ts', 'b/new.ts'], ['c/x.ts']]);
  });

  it('a test and the nearest of several sources of its name', () => {
    const parts = together([
      row('web/src/index.ts', 60),
      row('api/src/index.ts', 60),
      row('api/tests/index.test.ts', 30),
    ]);
    expect(parts).toEqual([['api/src/index.ts', 'api/tests/index.test.ts'], ['web/src/index.ts']]);
  });

  it('but not tests of one name in different folders that have no source here', () => {
    const parts = together([row('web/index.test.ts', 60), row('api/index.test.ts', 60)]);
    expect(parts).toEqual([['api/index.test.ts'], ['web/index.test.ts']]);
  });
});

describe('order', () => {
  it('puts manifests first, then goes by path, and fills the first step that has room', () => {
    const rows = [row('z/package.json', 5), row('b.ts', 90), row('c.ts', 10), row('a.ts', 90)];
    expect(steps(rows)).toEqual([
      { paths: ['a.ts', 'z/package.json'], lines: 95, oversize: false },
      { paths: ['b.ts', 'c.ts'], lines: 100, oversize: false },
    ]);
  });

  it('lets what counts nothing travel with its folder, else with the first step', () => {
    const rows = [
      row('a/x.ts', 90),
      row('b/y.ts', 90),
      row('b/img/logo.png', null),
      row('vendor/big.js', 5000),
      row('yarn.lock', 900),
      row('b/gen.ts', 400, { generated: true }),
    ];
    expect(together(rows)).toEqual([
      ['a/x.ts', 'vendor/big.js', 'yarn.lock'],
      ['b/gen.ts', 'b/img/logo.png', 'b/y.ts'],
    ]);
  });

  it('gives a group that exceeds the cap a step of its own', () => {
    const rows = [row('a.ts', 90), row('b.ts', 80), row('b.test.ts', 80), row('c.ts', 5)];
    expect(steps(rows)).toEqual([
      { paths: ['a.ts', 'c.ts'], lines: 95, oversize: false },
      { paths: ['b.test.ts', 'b.ts'], lines: 160, oversize: true },
    ]);
  });
});

describe('nothing to divide', () => {
  it.each([
    ['no entries', []],
    ['one file', [row('a.ts', 500)]],
    ['one group', [row('a.ts', 300), row('a.test.ts', 300)]],
    ['only what counts nothing', [row('a.png', null), row('b.png', null)]],
    ['one group and what counts nothing', [row('a.ts', 500), row('yarn.lock', 500)]],
    ['a change that fits', [row('a.ts', 50), row('b.ts', 50)]],
  ])('%s', (_, rows) => expect(divide(rows, 100, LEFT_OUT)).toBeNull());
});

describe('any change', () => {
  const segment = fc.constantFrom('a', 'b', 'src', 'tests', '__tests__', 'vendor', 'index', 'util');
  const name = fc.constantFrom(
    'a.ts',
    'a.test.ts',
    'b.py',
    'test_b.py',
    'package.json',
    'yarn.lock',
    'x',
    'd_test.go',
    'é \n.md',
  );
  const path = fc
    .tuple(fc.array(segment, { maxLength: 3 }), name)
    .map(([folders, file]) => [...folders, file].join('/'));
  const entry = fc.record({
    path,
    from: fc.option(path, { nil: null }),
    added: fc.option(fc.integer({ min: 0, max: 300 }), { nil: null }),
    deleted: fc.integer({ min: 0, max: 80 }),
    generated: fc.boolean(),
  });
  const change = fc
    .uniqueArray(entry, { selector: ({ path: at }) => at, maxLength: 25 })
    .map((rows) =>
      rows.map((each) => ({ ...each, deleted: each.added === null ? null : each.deleted })),
    );

  function counted(rows: readonly NumstatEntry[]): number {
    return rows
      .filter((each) => !each.generated && !isLockFile(each.path) && !LEFT_OUT.excluded(each.path))
      .reduce((sum, each) => sum + (each.added ?? 0) + (each.deleted ?? 0), 0);
  }

  it('keeps each path in exactly one step and each step within the cap', () => {
    fc.assert(
      fc.property(change, fc.integer({ min: 50, max: 400 }), (rows, cap) => {
        const found = divide(rows, cap, LEFT_OUT);
        if (found === null) return;
        expect(found.length).toBeGreaterThan(1);
        const all = new Set(rows.flatMap((each) => [each.path, each.from ?? each.path]));
        const placed = found.flatMap((step) => step.paths);
        expect(placed.toSorted()).toEqual([...all].toSorted());
        for (const step of found) {
          const own = rows.filter((each) => step.paths.includes(each.path));
          expect(step.lines).toBe(counted(own));
          expect(step.oversize).toBe(step.lines > cap);
          expect(step.lines).toBeGreaterThan(0);
        }
      }),
    );
  });

  it('is divided alike whatever the order of its entries', () => {
    fc.assert(
      fc.property(change, (rows) => {
        expect(divide(rows.toReversed(), 100, LEFT_OUT)).toEqual(divide(rows, 100, LEFT_OUT));
      }),
    );
  });

  it('is divided in good time when it is large', () => {
    const rows = Array.from({ length: 5000 }, (_, at) => row(`d${at}/index.ts`, 10));
    expect(steps(rows)).toHaveLength(500);
  });
});
