import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseFindings } from '../../../src/verifiers/findings.ts';

function recorded(name: string): string {
  return readFileSync(new URL(`../../fixtures/verifiers/${name}.txt`, import.meta.url), 'utf8');
}

/** `file:line rule message` of each finding. */
function said(output: string): readonly string[] {
  const found = parseFindings(output, { check: 'test', root: '/tree' });
  return found.map(({ file, line, rule, message }) => `${file}:${line} ${rule} | ${message}`);
}

describe('recorded outputs', () => {
  it.each([
    [
      'node-tap',
      [
        'tests/a.test.mjs:5 adds | Expected values to be strictly equal: 2 !== 3',
        'tests/add.mjs:2 throws | a is null',
      ],
    ],
    [
      'node-spec',
      [
        'tests/a.test.mjs:5 adds | AssertionError [ERR_ASSERTION]: Expected values to be strictly equal: 2 !== 3',
        'tests/add.mjs:2 throws | TypeError [Error]: a is null',
      ],
    ],
    [
      'vitest',
      [
        "b.test.ts:1 b.test.ts | Error: Cannot find module './missing.ts' imported from /tree/b.test.ts",
        'a.test.ts:4 suite > adds up | AssertionError: expected 2 to be 3 // Object.is equality',
        "a.test.ts:8 suite > explodes | TypeError: Cannot read properties of null (reading 'y')",
      ],
    ],
    [
      'jest',
      [
        'src/sum.test.js:5 sum › adds | expect(received).toBe(expected) // Object.is equality',
        "src/sum.js:2 sum › throws | TypeError: Cannot read properties of null (reading 'x')",
      ],
    ],
    [
      'pytest',
      [
        'tests/test_a.py:3 test_one | assert 2 == 3',
        'tests/test_a.py:6 test_two | ValueError: boom happened',
        'tests/test_a.py:10 TestX.test_three | AssertionError: no match',
      ],
    ],
    ['tsc', ["bad.ts:1 TS2322 | Type 'string' is not assignable to type 'number'."]],
    ['tsc-pretty', ["bad.ts:1 TS2322 | Type 'string' is not assignable to type 'number'."]],
    [
      'eslint',
      [
        "e.js:1 no-unused-vars | 'q' is assigned a value but never used",
        "e.js:1 no-undef | 'foo' is not defined",
      ],
    ],
  ])('%s', (name, findings) => expect(said(recorded(name))).toEqual(findings));
});

describe('single lines', () => {
  it.each([
    ['src/a.c:3:5: error: expected ;', 'src/a.c:3 null | error: expected ;'],
    ['/tree/src/a.py:9: error: Bad type  [arg-type]', 'src/a.py:9 arg-type | error: Bad type'],
    [
      './src/a.js:1:2: Missing semicolon. [Error/semi]',
      'src/a.js:1 Error/semi | Missing semicolon.',
    ],
    ['    a_test.go:12: got 1, want 2', 'a_test.go:12 null | got 1, want 2'],
    [
      'FAILED tests/test_a.py::test_x - assert 1 == 2',
      'tests/test_a.py:null test_x | assert 1 == 2',
    ],
    ['ERROR tests/test_a.py', 'tests/test_a.py:null tests/test_a.py | tests/test_a.py'],
    ['FAIL src/a.test.js (5.1 s)\n  ● a › b', 'src/a.test.js:null a › b | a › b'],
    ['Error: it broke\n    at run (/tree/lib/x.js:7:3)', 'lib/x.js:7 null | Error: it broke'],
    [
      'Error: deep\n    at node:internal/x:1:1\n    at f (/tree/node_modules/p/i.js:1:1)\n    at async /tree/a.js:2:3',
      'a.js:2 null | Error: deep',
    ],
    ['ValueError: no\n  File "/tree/a b.py", line 3, in f', 'a b.py:3 null | ValueError: no'],
    ['not ok 3 - slow', 'null:null slow | slow'],
    ['Error: nowhere', 'null:null null | Error: nowhere'],
  ])('%j', (output, finding) => expect(said(output)).toEqual([finding]));

  it.each([
    'all is well',
    'not ok 1 - later # TODO write it',
    'http://localhost:3000/a.js:3: hello',
    '/etc/passwd.txt:1: outside',
    '../up/a.js:1:1: outside',
    '  3:5  error  a row below no file  rule',
    '    at f (/tree/a.js:1:1)',
    '✖ 2 problems (2 errors, 0 warnings)',
    'FAIL /elsewhere/a.test.js',
  ])('%j says nothing', (output) => expect(said(output)).toEqual([]));
});

it('names the tests among what fails', () => {
  const named = (name: string) =>
    parseFindings(recorded(name), { check: 'test', root: '/tree' }).map(({ test }) => test);
  expect(named('node-tap')).toEqual(['adds', 'throws']);
  expect(named('vitest')).toEqual(['b.test.ts', 'suite > adds up', 'suite > explodes']);
  expect(named('pytest')).toEqual(['test_one', 'test_two', 'TestX.test_three']);
  expect(named('tsc')).toEqual([undefined]);
});

describe('bounds', () => {
  it('gives each finding once and two hundred at most', () => {
    const lines = Array.from({ length: 500 }, (_, at) => `src/a.ts:${at % 300}:1: wrong\n`).join(
      '',
    );
    const found = said(lines + lines);
    expect(found).toHaveLength(200);
    expect(new Set(found).size).toBe(200);
  });

  it('puts what points somewhere first and cuts long messages', () => {
    const found = parseFindings(`Error: ${'y'.repeat(450)}\nsrc/a.ts:1:1: wrong`, {
      check: 'c',
      root: '/tree',
    });
    expect(found.map(({ check, file }) => [check, file])).toEqual([
      ['c', 'src/a.ts'],
      ['c', null],
    ]);
    expect(found[1]?.message).toHaveLength(300);
  });

  it('takes any output, in linear time', () => {
    const started = performance.now();
    for (const hostile of [
      'a.'.repeat(500_000),
      ' '.repeat(1_000_000),
      '(a.b:1:1'.repeat(100_000),
      'Error'.repeat(200_000),
      `${'FAIL a.b > '.repeat(20)}\n`.repeat(4000),
      '\u001b['.repeat(500_000),
      '___ a '.repeat(100_000),
    ]) {
      expect(said(hostile).length).toBeLessThanOrEqual(200);
    }
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('never throws', () => {
    const piece = fc.constantFrom(
      '✖ a (1ms)',
      'not ok 1 - b',
      "  error: 'x'",
      '  error: |-',
      'E   y',
      'src/a.ts:1:2',
      ':',
      '\n',
      '   at ',
      'Error: z:',
      'src/a.js',
      '  1:1  error  q',
      "  location: '/tree/a.js:3:1'",
      'test at a.js:1:1',
      '\ud800',
      '___ t ___',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        for (const { message } of parseFindings(pieces.join('\n'), { check: 'c', root: '/tree' })) {
          expect(message).not.toBe('');
        }
      }),
    );
  });
});
