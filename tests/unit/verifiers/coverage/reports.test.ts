import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCoveragePy } from '../../../../src/verifiers/coverage/coverage-py.ts';
import { readGoProfile } from '../../../../src/verifiers/coverage/go-profile.ts';
import { readIstanbul, readIstanbulSummary } from '../../../../src/verifiers/coverage/istanbul.ts';
import { readLcov } from '../../../../src/verifiers/coverage/lcov.ts';
import { relativeTo } from '../../../../src/verifiers/coverage/relative.ts';

describe('relativeTo', () => {
  it.each<[string, string, string, string | null]>([
    ['/tree', '/tree/src/a.js', '', 'src/a.js'],
    ['/tree', '/tree/src/a.js', 'packages/b', 'src/a.js'],
    ['/tree', 'src/a.js', 'packages/b', 'packages/b/src/a.js'],
    ['/tree', './src/a.js', '', 'src/a.js'],
    ['/tree', '../shared/a.js', 'packages/b', 'packages/shared/a.js'],
    ['/tree', '../../../a.js', 'packages/b', null],
    ['/tree', '/tree/../etc/passwd', '', null],
    ['/tree', '/treehouse/a.js', '', null],
    ['/tree', '/tree', '', null],
    ['/tree', 'file:///tree/a%20b.js', '', 'a b.js'],
    ['/tree', 'file:///tree/%zz.js', '', null],
    ['/tree', 'http://example.test/a.js', '', null],
    ['/tree', 'webpack:///src/a.js', '', null],
    ['/tree', 'node:internal/x', '', null],
    ['/tree', '', '', null],
    ['/tree', '.', '', null],
    ['/tree', 'a\0.js', '', null],
    ['/tree', '/tree/node_modules/x/a.js', '', null],
    ['/tree', '.venv/lib/python3.11/site-packages/x.py', '', null],
    ['/var/tree', '/private/var/tree/a.js', '', 'a.js'],
    ['/private/var/tree', '/var/tree/a.js', '', 'a.js'],
    ['C:\\tree', 'c:\\tree\\src\\a.js', '', 'src/a.js'],
    ['C:\\tree', 'file:///C:/tree/src/a.js', '', 'src/a.js'],
    ['C:\\tree', 'D:\\tree\\a.js', '', null],
    ['C:\\tree', 'src\\a.js', 'p', 'p/src/a.js'],
  ])('%s: %j in %j → %j', (root, path, folder, found) => {
    expect(relativeTo(root, path, folder)).toBe(found);
  });

  it('leads nowhere outside the tree', () => {
    const piece = fc.constantFrom('..', '.', 'a', '', '/', '\\', 'file://', '%2e%2e', 'C:');
    const path = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('/'));
    fc.assert(
      fc.property(path, fc.constantFrom('', 'p', 'p/q'), (given, folder) => {
        const found = relativeTo('/tree', given, folder) ?? 'nothing';
        expect(found).not.toMatch(/^\/|^\.\.?$|(?:^|\/)\.\.(?:\/|$)|\/$/);
      }),
    );
  });
});

describe('readLcov', () => {
  it('reads files below the root, and adds up what several runs say', () => {
    const text = [
      'TN:',
      'SF:/tree/src/a.js',
      'FN:1,(anonymous_0)',
      'DA:1,3',
      'DA:2,0',
      'DA:2,1',
      'DA:x,1',
      'DA:7,0',
      'end_of_record',
      'SF:src/b.js',
      'DA:1,0',
      'end_of_record',
      'SF:/elsewhere/c.js',
      'DA:1,1',
      'end_of_record',
      'SF:node_modules/x/index.js',
      'end_of_record',
    ].join('\n');
    expect(readLcov(text, '/tree')).toEqual([
      { path: 'src/a.js', covered: [1, 2], uncovered: [7] },
      { path: 'src/b.js', covered: [], uncovered: [1] },
    ]);
  });

  it('takes a record that is cut short, another of the same file, and ends of line of any kind', () => {
    const text =
      'SF:a.js\r\nDA:1,1,hash\r\nDA:2,0\r\nend_of_record\r\nSF:a.js\r\nDA:2,-1\r\nDA:3,1e3';
    expect(readLcov(text, '/tree', 'p')).toEqual([
      { path: 'p/a.js', covered: [1, 3], uncovered: [2] },
    ]);
    expect(readLcov('DA:1,1\nend_of_record\nSF:\nDA:1,1', '/tree')).toEqual([]);
    expect(readLcov('SF:a.js\nDA:99999999999,1\nDA:1\nDA:0,1', '/tree')).toEqual([
      { path: 'a.js', covered: [], uncovered: [] },
    ]);
  });

  it('takes any text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(readLcov(`SF:a.js\n${text}\nend_of_record`, '/tree').length).toBeLessThan(3);
      }),
    );
  });
});

describe('readIstanbul', () => {
  it('reads the lines on which statements begin', () => {
    const report = {
      '/tree/src/a.ts': {
        path: '/tree/src/a.ts',
        statementMap: {
          0: { start: { line: 1, column: 0 }, end: { line: 3, column: 1 } },
          1: { start: { line: 2, column: 2 }, end: { line: 2, column: 9 } },
          2: { start: { line: 2, column: 10 }, end: { line: 2, column: 19 } },
          3: { start: { line: 5, column: 0 }, end: { line: 5, column: 9 } },
        },
        s: { 0: 1, 1: 0, 2: 4, 3: 0 },
        fnMap: {},
      },
      '/tree/node_modules/x.js': { path: '/tree/node_modules/x.js', statementMap: {}, s: {} },
    };
    expect(readIstanbul(report, '/tree')).toEqual([
      { path: 'src/a.ts', covered: [1, 2], uncovered: [5] },
    ]);
    expect(readIstanbul({ a: 1 }, '/tree')).toBeNull();
  });

  it('looks into records that are wrapped, and past places that are none', () => {
    const data = {
      path: 'src/a.ts',
      statementMap: {
        0: { start: { line: 1 } },
        1: { start: { line: null } },
        2: {},
        3: 7,
        4: { start: { line: 2 } },
        5: { start: { line: 3 } },
      },
      s: { 0: 1, 1: 1, 4: 'x' },
    };
    expect(readIstanbul({ a: { data } }, '/tree', 'p')).toEqual([
      { path: 'p/src/a.ts', covered: [1], uncovered: [3] },
    ]);
  });
});

describe('readIstanbulSummary', () => {
  const lines = (covered: number, total: number) => ({ lines: { total, covered, pct: 1 } });

  it('reads how many lines of each file ran', () => {
    const report = {
      total: lines(3, 7),
      '/tree/src/a.ts': lines(3, 5),
      '/tree/src/b.ts': lines(0, 2),
      '/elsewhere/c.ts': lines(1, 1),
      '/tree/src/odd.ts': lines(2, 1),
    };
    expect(readIstanbulSummary(report, '/tree')).toEqual([
      { path: 'src/a.ts', covered: [], uncovered: [], counts: { covered: 3, total: 5 } },
      { path: 'src/b.ts', covered: [], uncovered: [], counts: { covered: 0, total: 2 } },
    ]);
  });

  it('makes do with the total', () => {
    expect(readIstanbulSummary({ total: lines(3, 7) }, '/tree', 'p')).toMatchObject([
      { path: 'p/*', counts: { covered: 3, total: 7 } },
    ]);
    for (const value of [null, [], {}, { total: 1 }, { total: { lines: { pct: 'Unknown' } } }]) {
      expect(readIstanbulSummary(value, '/tree')).toBeNull();
    }
  });
});

describe('readCoveragePy', () => {
  it('reads executed and missing lines', () => {
    const files = {
      'pkg/a.py': { executed_lines: [1, 2], missing_lines: [3], excluded_lines: [] },
      '/usr/lib/python3/x.py': { executed_lines: [1], missing_lines: [] },
    };
    expect(readCoveragePy({ meta: {}, files }, '/tree')).toEqual([
      { path: 'pkg/a.py', covered: [1, 2], uncovered: [3] },
    ]);
    expect(readCoveragePy([], '/tree')).toBeNull();
    expect(readCoveragePy({ files: { 'a.py': { executed_lines: 1 } } }, '/tree')).toBeNull();
  });

  it('reads what newer versions add, and Windows', () => {
    const file = { executed_lines: [0, 1, '2', 3, 9], missing_lines: [3, 4], excluded_lines: [9] };
    const more = { ...file, functions: { f: file }, classes: {}, summary: {} };
    const files = { 'pkg\\a.py': more, '..\\x.py': file };
    expect(readCoveragePy({ meta: { format: 3 }, files }, '/tree', 'py')).toEqual([
      { path: 'py/pkg/a.py', covered: [1, 3], uncovered: [4] },
      { path: 'x.py', covered: [1, 3], uncovered: [4] },
    ]);
  });
});

describe('reports in JSON', () => {
  const readers = [readIstanbul, readIstanbulSummary, readCoveragePy];

  it('may be anything at all', () => {
    const shapes = fc.oneof(
      fc.jsonValue(),
      fc.record({ files: fc.dictionary(fc.string(), fc.jsonValue()) }),
      fc.dictionary(
        fc.string(),
        fc.record({ path: fc.string(), statementMap: fc.object(), s: fc.object() }),
      ),
    );
    fc.assert(
      fc.property(shapes, (value) => {
        for (const read of readers) {
          for (const { path, covered, uncovered } of read(value, '/tree') ?? []) {
            expect(path).not.toMatch(/^\/|^\.\.\//);
            expect(covered.filter((line) => uncovered.includes(line))).toEqual([]);
          }
        }
      }),
    );
  });

  it('cannot reach the prototype', () => {
    const text =
      '{"__proto__":{"path":"a.js","statementMap":{"__proto__":{"start":{"line":1}}},"s":{}}}';
    expect(readIstanbul(JSON.parse(text), '/tree')).toEqual([
      { path: 'a.js', covered: [], uncovered: [1] },
    ]);
    expect(Object.hasOwn(Object.prototype, 'path')).toBe(false);
  });
});

describe('readGoProfile', () => {
  const profile = [
    'mode: set',
    'example.test/m/a.go:3.24,5.2 1 1',
    'example.test/m/a.go:7.20,8.12 1 0',
    'example.test/m/sub/b.go:1.1,1.9 1 0',
    'other.test/x.go:1.1,2.2 1 1',
    'nonsense',
  ].join('\n');

  it('reads blocks as lines, below the module’s folder', () => {
    expect(readGoProfile(profile, { path: 'example.test/m', folder: '' })).toEqual([
      { path: 'a.go', covered: [3, 4], uncovered: [7, 8], counts: { covered: 1, total: 2 } },
      { path: 'sub/b.go', covered: [], uncovered: [1], counts: { covered: 0, total: 1 } },
    ]);
    const [first] = readGoProfile(profile, { path: 'example.test/m', folder: 'go' });
    expect(first?.path).toBe('go/a.go');
  });

  it('takes the best of several runs, in every mode', () => {
    const text = 'mode: atomic\nm/a.go:1.1,2.5 1 0\nm/a.go:1.1,2.5 1 12\nm/../b.go:1.1,1.2 1 1\n';
    expect(readGoProfile(text, { path: 'm', folder: '' })).toEqual([
      { path: 'a.go', covered: [1, 2], uncovered: [], counts: { covered: 1, total: 1 } },
    ]);
  });

  it('believes no block without an end, and not too many', () => {
    const rows = Array.from({ length: 250 }, (_, at) => `m/${at}.go:1.1,900000.5 1 0`);
    const started = performance.now();
    const files = readGoProfile(`${rows.join('\n')}\nm/x.go:1.1,9999999999.5 1 0`, {
      path: 'm',
      folder: '',
    });
    expect(files.length).toBeLessThan(202);
    expect(files[0]?.uncovered.length).toBeLessThan(10_002);
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it('takes any text', () => {
    const row = fc.stringMatching(/^m\/a\.go:\d{1,4}\.\d{1,2},\d{1,4}\.\d{1,2} \d \d$/);
    fc.assert(
      fc.property(fc.array(fc.oneof(row, fc.string())), (text) => {
        const files = readGoProfile(text.join('\n'), { path: 'm', folder: '' });
        expect(files.length).toBeLessThan(2);
      }),
    );
  });
});
