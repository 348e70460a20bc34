import { describe, expect, it } from 'vitest';
import { type Bending, bendingOf } from '../../../../src/domain/tampering/bending.ts';
import type { ChangedText } from '../../../../src/domain/tampering/changed-text.ts';
import { testsPutBack } from '../../../../src/domain/tampering/put-back.ts';

const text = (path: string, before: string | null, after: string | null): ChangedText => ({
  path,
  before,
  after,
});

function bending(texts: readonly ChangedText[], title = 'Add a cache', commands: string[] = []) {
  return bendingOf({ texts, task: { title, instructions: '' }, commands });
}

const refused = ({ refused: all }: Bending): readonly string[] =>
  all.map(({ code, path }) => `${code} ${path}`);
const doubted = ({ tests }: Bending): readonly string[] =>
  tests.flatMap(({ text: { path }, losses }) => losses.map(({ code }) => `${code} ${path}`));
const loosened = ({ checks }: Bending): readonly string[] =>
  checks.flatMap(({ concerns }) => concerns.map(({ code, path }) => `${code} ${path}`));
const NOTHING = { refused: [], tests: [], checks: [] };

const test = (name: string, body: string): string => `test('${name}', () => {\n  ${body}\n});\n`;
const ADDS = test('adds', 'assert.equal(add(1, 2), 3);');
const SUBTRACTS = test('subtracts', 'assert.equal(sub(2, 1), 1);');
const DIVIDES = test('divides', 'assert.equal(div(4, 2), 2);');
const HEAD = "import { add, sub, div } from '../src/math.js';\n\n";
const ALL = HEAD + ADDS + SUBTRACTS + DIVIDES;
const FILE = 'tests/math.test.js';
const SOURCE = text('src/math.js', 'export const add = 1;\n', 'export const add = 2;\n');

describe('good work', () => {
  it.each<[string, readonly ChangedText[]]>([
    ['tests are added', [text(FILE, ALL, ALL + test('is new', 'assert.ok(x);'))]],
    [
      'what tests expect is edited',
      [SOURCE, text(FILE, ALL, ALL.replace('add(1, 2), 3', 'add(1, 2), 4'))],
    ],
    ['a test is renamed', [text(FILE, ALL, ALL.replace('subtracts', 'takes away'))]],
    [
      'tests move to another file',
      [text(FILE, ALL, HEAD + ADDS + DIVIDES), text('tests/sub.test.js', null, HEAD + SUBTRACTS)],
    ],
    ['a file of tests moves', [text(FILE, ALL, null), text('tests/sums/math.test.js', null, ALL)]],
    [
      'a file of tests is written anew',
      [
        text(FILE, ALL, null),
        text(
          'tests/test-math.mjs',
          null,
          HEAD + ALL.replace(/adds|subtracts|divides/g, (name) => `it ${name}`),
        ),
      ],
    ],
    [
      'a test is rewritten with fewer assertions',
      [
        text(
          FILE,
          test('adds', 'expect(a).toBe(1);\n  expect(b).toBe(2);'),
          test('adds', 'expect({ a, b }).toEqual({ a: 1, b: 2 });'),
        ),
      ],
    ],
    ['a new test rests', [text(FILE, ALL, `${ALL}test.skip('later', () => { assert.ok(x); });\n`)]],
    ['source with its tests goes', [text('src/math.js', 'x', null), text(FILE, ALL, null)]],
    [
      'source that tests load goes',
      [text('src/math.js', 'x', null), text('tests/sums.test.js', ALL, null)],
    ],
    [
      'a function goes with its test',
      [
        text(
          'src/lib.js',
          'export function add() {}\nexport function sub() {}\n',
          'export function add() {}\n',
        ),
        text(FILE, ALL, HEAD + ADDS + DIVIDES),
      ],
    ],
    [
      'a suppression moves',
      [
        text('src/a.ts', '// eslint-disable-next-line no-eval\neval(x)\n', '\n'),
        text('src/b.ts', '', '// eslint-disable-next-line no-eval\neval(x)\n'),
      ],
    ],
    [
      'a wrong type is what is tested',
      [text('tests/a.test.ts', '', '// @ts-expect-error: no number\nadd("1");\n')],
    ],
    ['a manifest is new', [text('packages/a/package.json', null, '{}')]],
    ['settings of tests are new', [text('tests/conftest.py', null, 'import pytest\n')]],
    ['source is called like a tool', [text('src/avatar.ts', null, 'exclude = ["a"];\n')]],
    ['settings ask for more', [text('tsconfig.json', '{"strict":false}', '{"strict":true}')]],
    ['a file of tests that asserts nothing goes', [text('tests/set.test.js', 'run();', null)]],
    ['a helper of tests goes', [text('tests/helpers.js', 'assert.equal(a, b);', null)]],
  ])('is left alone where %s', (_, texts) => {
    expect(bending(texts)).toEqual(NOTHING);
  });

  it.each<[string, readonly ChangedText[]]>([
    ['Remove the math tests', [text(FILE, ALL, null)]],
    ['Delete tests/math.test.js', [text(FILE, ALL, null)]],
    ['Clean up obsolete tests', [text(FILE, ALL, HEAD)]],
    ['Drop subtraction', [text(FILE, ALL, HEAD + ADDS + DIVIDES)]],
    ['Skip the flaky tests', [text(FILE, ALL, ALL.replace("test('adds", "test.skip('adds"))]],
    [
      'Rewrite the math tests as a table',
      [
        text(
          FILE,
          ALL,
          `${HEAD}test.each([\n  [1, 2],\n])('works for %i', (a) => {\n  expect(a).toBe(a);\n});\n`,
        ),
      ],
    ],
    ['Silence the linter', [text('src/a.js', '', '// eslint-disable-next-line\n')]],
    ['Lower the coverage threshold to 80', [text('vitest.config.ts', 'lines: 90', 'lines: 80')]],
    ['Set up vitest', [text('package.json', '{"scripts":{"test":"mocha"}}', '{"scripts":{}}')]],
  ])('is left alone where the task asks: %s', (title, texts) => {
    expect(bending(texts, title)).toEqual(NOTHING);
  });
});

describe('what nobody asked for', () => {
  it.each<[string, readonly ChangedText[], readonly string[]]>([
    ['a file of tests goes', [SOURCE, text(FILE, ALL, null)], ['test_deleted tests/math.test.js']],
    [
      'a script that asserts goes',
      [text('test.js', 'assert.equal(add(1, 2), 3);\n', null)],
      ['test_deleted test.js'],
    ],
    [
      'a file of tests in another language goes',
      [text('spec/math_spec.rb', 'x', null)],
      ['test_deleted spec/math_spec.rb'],
    ],
    [
      'most of a file goes',
      [text(FILE, ALL, HEAD + ADDS)],
      ['test_deleted tests/math.test.js', 'test_deleted tests/math.test.js'],
    ],
    [
      'most of a file rests',
      [
        text(
          FILE,
          ALL,
          ALL.replace("test('adds", "test.skip('adds").replace("test('sub", "test.skip('sub"),
        ),
      ],
      ['test_skipped tests/math.test.js', 'test_skipped tests/math.test.js'],
    ],
    [
      'most of a file asserts nothing',
      [text(FILE, ALL, ALL.replace(/assert\.equal\((?:add|sub).*\n/g, '\n'))],
      ['test_emptied tests/math.test.js', 'test_emptied tests/math.test.js'],
    ],
    [
      'a suite rests',
      [text(FILE, ALL, `describe.skip('math', () => {\n${ALL}});\n`)],
      ['test_skipped tests/math.test.js'],
    ],
    [
      'one test alone runs',
      [text(FILE, ALL, ALL.replace("test('adds", "test.only('adds"))],
      ['test_skipped tests/math.test.js'],
    ],
    [
      'hollow tests stand in for real ones',
      [text(FILE, ALL, test('works', 'expect(true).toBe(true);').repeat(3))],
      Array.from({ length: 3 }, () => 'test_deleted tests/math.test.js'),
    ],
    [
      'a line turns around',
      [text('src/a.js', 'a\n', 'a\n/*\u202e } \u2066if (admin)\u2069 */\n')],
      ['hidden_text src/a.js'],
    ],
  ])('is refused where %s', (_, texts, expected) => {
    const seen = bending(texts);
    expect(refused(seen)).toEqual(expected);
    expect(doubted(seen)).toEqual([]);
  });

  it.each<[string, readonly ChangedText[], string]>([
    ['one test of three goes', [text(FILE, ALL, HEAD + ADDS + DIVIDES)], 'test_deleted'],
    [
      'one test of three rests',
      [text(FILE, ALL, ALL.replace("test('adds", "test.skip('adds"))],
      'test_skipped',
    ],
    [
      'one test of three is renamed and rests',
      [text(FILE, ALL, ALL.replace("test('adds", "test.skip('will add"))],
      'test_deleted',
    ],
    [
      'one test asserts nothing',
      [text(FILE, ALL, ALL.replace('assert.equal(add(1, 2), 3);', ''))],
      'test_emptied',
    ],
    [
      'one test asserts less',
      [
        text(
          FILE,
          HEAD + test('adds', 'expect(a).toBe(1);\n  expect(b).toBe(2);'),
          HEAD + test('adds', 'expect(a).toBe(1);'),
        ),
      ],
      'assertion_weakened',
    ],
    [
      'any value will do',
      [
        text(
          FILE,
          test('adds', 'expect(add(1, 2)).toBe(3);'),
          test('adds', 'expect(add(1, 2)).toBeDefined();'),
        ),
      ],
      'assertion_weakened',
    ],
  ])('is doubted where %s', (_, texts, code) => {
    const seen = bending(texts);
    expect(refused(seen)).toEqual([]);
    expect(doubted(seen)).toEqual([`${code} ${FILE}`]);
  });

  it.each<[string, ChangedText]>([
    ['threshold_lowered', text('vitest.config.ts', 'lines: 90', 'lines: 80')],
    ['threshold_lowered', text('.eslintignore', null, 'src/\n')],
    ['threshold_lowered', text('tests/conftest.py', null, 'collect_ignore = ["a.py"]\n')],
    ['threshold_lowered', text('tests/conftest.py', 'x = 1\n', 'collect_ignore = ["a.py"]\n')],
    ['threshold_lowered', text('vitest.config.js', null, 'export default {};\n')],
    ['threshold_lowered', text('eslint.config.js', 'export default []', null)],
    ['suppression_added', text('src/a.ts', '', '// @ts-ignore\n')],
    [
      'script_changed',
      text('package.json', '{"scripts":{"test":"mocha"}}', '{"scripts":{"test":"true"}}'),
    ],
    ['script_changed', text('Makefile', 'test:\n\tpytest\n', 'test:\n\ttrue\n')],
    ['script_changed', text('ci/check.sh', 'npm test\n', 'npm test || true\n')],
  ])('loosens checks: %s', (code, one) => {
    const seen = bending([one], 'Add a cache', ['sh ./ci/check.sh']);
    expect(loosened(seen)).toEqual([`${code} ${one.path}`]);
    expect(refused(seen)).toEqual([]);
  });

  it('does not count tables of cases that replace single tests', () => {
    const table = `${HEAD}test.each([\n  [1],\n])('sums %i', (a) => {\n  expect(a).toBe(a);\n});\n`;
    const seen = bending([text(FILE, ALL, table)]);
    expect(refused(seen)).toEqual([]);
    expect(doubted(seen)).toHaveLength(3);
    expect(testsPutBack(seen.tests[0]!, 'each')).toBe(ALL);
  });
});

describe('what is put back', () => {
  const back = (after: string, measure: 'each' | 'whole' = 'each', before = ALL): string | null => {
    const [bent] = bending([text(FILE, before, after)]).tests;
    return testsPutBack(bent!, measure);
  };

  it('is each test in its place', () => {
    const fourth = test('is new', 'assert.equal(add(0, 0), 0);');
    expect(back(HEAD + ADDS + DIVIDES + fourth)).toBe(HEAD + ADDS + SUBTRACTS + DIVIDES + fourth);
    expect(back(HEAD + SUBTRACTS + DIVIDES)).toBe(ALL);
    expect(back(ALL.replace("test('adds", "test.skip('adds") + fourth)).toBe(ALL + fourth);
    expect(back(ALL.replace('assert.equal(add(1, 2), 3);', ''))).toBe(ALL);
  });

  it('is each of several, in order', () => {
    const tests = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) =>
      test(`counts ${name}`, `assert.equal(count(${name}), 1);`),
    );
    const resting = "describe.skip('later', () => {});\n";
    const all = tests.join('') + resting;
    const [a, b, c, d, e, f] = tests;
    expect(back(a! + d! + e! + f! + resting, 'each', all)).toBe(all);
    expect(back(b!.replace('1', '2') + c! + e! + f! + resting, 'each', all)).toBe(
      a! + b!.replace('1', '2') + c! + d! + e! + f! + resting,
    );
    expect(back(b!.replace('assert', '// assert') + c! + d! + e! + f! + resting, 'each', all)).toBe(
      all,
    );
  });

  it('is the whole file where that is asked for', () => {
    const fourth = test('is new', 'assert.equal(add(0, 0), 0);');
    expect(back(HEAD + ADDS + DIVIDES + fourth, 'whole')).toBe(ALL);
  });

  it('has lines of its own', () => {
    const one =
      "test('a', () => { assert.equal(a, 1); }); test('b', () => { assert.equal(b, 1); });";
    const both = `${one} test('c', () => { assert.equal(c, 1); });`;
    expect(back(one, 'each', both)).toBe(`${one}\ntest('c', () => { assert.equal(c, 1); });\n`);
  });
});
