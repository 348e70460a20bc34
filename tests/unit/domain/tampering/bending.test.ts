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
    [
      'settings are laid out anew',
      [text('tsconfig.json', '{"strict":true}', '{ "strict": true }')],
    ],
    [
      'a manifest says other things',
      [text('package.json', '{"jest":{"a":1},"version":"1"}', '{"jest":{"a":1},"version":"2"}')],
    ],
    ['a manifest that says anything says other things', [text('deno.json', '{"a":1}', '{"a":2}')]],
    [
      'other sections say other things',
      [
        text(
          'pyproject.toml',
          '[a]\nb = 1\n[tool.ruff]\nc = 1\n',
          '[a]\nb = 2\n[tool.ruff]\nc = 1\n',
        ),
      ],
    ],
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

describe('old tests that are otherwise than they were', () => {
  const EDITED = text(FILE, ALL, ALL.replace('add(1, 2), 3', 'add(1, 2), 4'));
  const REWRITTEN = text(
    FILE,
    test('adds', 'expect(a).toBe(1);\n  expect(b).toBe(2);'),
    test('adds', 'expect({ a, b }).toEqual({ a: 1, b: 2 });'),
  );

  it.each(['Fix the rounding', 'Let sums be larger', 'Carry digits in math', 'Let add subtract'])(
    'are left alone where the task may be why: %s',
    (title) => {
      const source = text('src/math.js', 'add(sums);\n', 'add(sum);\n');
      expect(bending([source, EDITED], title)).toEqual(NOTHING);
      expect(bending([source, REWRITTEN], title)).toEqual(NOTHING);
    },
  );

  it.each(['Add a cache', 'Carry on', 'Make add quicker', 'Refactor the sums', 'Add more tests'])(
    'are tried where it is not: %s',
    (title) => {
      expect(doubted(bending([SOURCE, EDITED], title))).toEqual([`expectation_changed ${FILE}`]);
      expect(doubted(bending([SOURCE, REWRITTEN], title))).toEqual([`assertion_weakened ${FILE}`]);
    },
  );

  it('are tried where only new files speak of the task', () => {
    const fresh = text('src/cache.js', null, 'export const cache = new Map();\n');
    const gone = text('src/old.css', 'a {}\n', null);
    expect(doubted(bending([fresh, gone, EDITED], 'Add a cache'))).toHaveLength(1);
  });

  it.each<[string, string]>([
    ['try', 'try { assert.equal(add(1, 2), 3); } catch {}'],
    ['a condition', 'if (process.env.CI) return;\n  assert.equal(add(1, 2), 3);'],
    ['an end before it', 'const x = 1;\n  if (x) return;\n  assert.equal(add(1, 2), 3);'],
    ['a promise', 'later().then(() => assert.equal(add(1, 2), 3)).catch(() => {});'],
    ['a timer', 'setTimeout(() => assert.equal(add(1, 2), 3));'],
    ['a stand-in', "mock.method(math, 'add', () => 3);\n  assert.equal(add(1, 2), 3);"],
  ])('are tried whatever the task is where they may hold by themselves: %s', (_, body) => {
    const changed = text(FILE, ALL, ALL.replace('assert.equal(add(1, 2), 3);', body));
    expect(doubted(bending([SOURCE, changed], 'Fix add'))).toEqual([`assertion_weakened ${FILE}`]);
  });

  it('are tried so on one line, too', () => {
    const line = "test('adds', () => { assert.equal(add(1, 2), 3); });\n";
    const ends = line.replace('assert', 'if (x) return;\n  assert');
    expect(doubted(bending([text(FILE, line, ends)], 'Fix add'))).toEqual([
      `assertion_weakened ${FILE}`,
    ]);
  });

  it('are tried where only names in them changed, and not what they are laid out by', () => {
    const named = text(FILE, ALL, ALL.replace('add(1, 2), 3', 'plus(1, 2), 3'));
    expect(doubted(bending([named]))).toEqual([`test_changed ${FILE}`]);
    const spaced = ALL.replace(
      'equal(add(1, 2), 3);',
      'equal(\n    add(1, 2), // sums\n    3,\n  );',
    );
    expect(bending([text(FILE, ALL, spaced)])).toEqual(NOTHING);
    expect(
      bending([named, text('src/math.js', 'function add() {}', 'function plus() {}')]),
    ).toEqual(NOTHING);
  });

  it.each<[string, string, string]>([
    ['an assertion that asserts nothing', 'assert.equal = () => {};\n', 'assertion_weakened'],
    ['a module that is mocked', "vi.mock('../src/math.js', fake);\n", 'assertion_weakened'],
    ['a helper', 'const three = make();\n', 'test_changed'],
    ['an assertion of its own', "import assert from './fake.js';\n", 'test_changed'],
  ])('are tried with what is around them: %s', (_, line, code) => {
    const changed = text(FILE, ALL, ALL.replace(HEAD, HEAD + line));
    expect(doubted(bending([changed]))).toEqual([`${code} ${FILE}`]);
  });

  it('are tried where they look at something else', () => {
    const other = text(FILE, ALL, ALL.replace('../src/math.js', './math.js'));
    expect(doubted(bending([other]))).toEqual([`test_changed ${FILE}`]);
    const python = 'from pkg.m import add\n\n\ndef test_add():\n    assert add(1) == 2\n';
    const fake = text('tests/test_m.py', python, python.replace('pkg.m', 'tests.m'));
    expect(doubted(bending([fake]))).toEqual(['test_changed tests/test_m.py']);
  });

  it('are tried with what they compare with', () => {
    const lines = (sum: string): string => `const SUM = ${sum};\n`;
    const table = text(FILE, lines('3') + ALL, lines('-3') + ALL);
    expect(doubted(bending([table]))).toEqual([`expectation_changed ${FILE}`]);
    const path = 'tests/__snapshots__/math.test.js.snap';
    const snap = text(path, 'exports[`adds 1`] = `3`;\n', 'exports[`adds 1`] = `-1`;\n');
    expect(doubted(bending([snap]))).toEqual([`expectation_changed ${path}`]);
    expect(bending([text(path, null, 'exports[`adds 1`] = `3`;\n')])).toEqual(NOTHING);
  });

  it('are left alone where more is loaded, or a suite put around them', () => {
    const more = `import { mul } from '../src/mul.js';\n${HEAD}describe('sums', () => {\n${ADDS}});\n`;
    expect(bending([text(FILE, HEAD + ADDS, more)])).toEqual(NOTHING);
  });
});

describe('settings of checks', () => {
  it.each<[string, string, string]>([
    ['tsconfig.json', '{"strict":false}', '{"strict":true}'],
    ['tsconfig.json', '{"include":["src"]}', '{"extends":"./loose.json","include":["src"]}'],
    ['eslint.config.js', 'export default [{ rules }];', "export { default } from './other.js';"],
    ['package.json', '{"jest":{"a":1}}', '{"jest":{"a":2}}'],
    ['package.json', '{"name":"a"}', '{"name":"a","jest":{"a":2}}'],
    ['pyproject.toml', '[tool.mypy]\nstrict = true\n', '[tool.mypy]\n'],
    ['.npmrc', 'registry=https://a.example\n', 'script-shell=/bin/true\n'],
    ['vitest.config.ts', 'export default {};', "export default { test: { setupFiles: ['a'] } };"],
  ])(
    'are tried as they were wherever they say something else: %s: %s → %s',
    (...[path, old, now]) => {
      expect(loosened(bending([text(path, old, now)]))).toEqual([`settings_changed ${path}`]);
      expect(bending([text(path, old, now)], `Configure ${path}`)).toEqual(NOTHING);
    },
  );
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

describe('tests that no runner looks for any more', () => {
  it.each(['lib/math-checks.js', 'tests/math-checks.js'])('are lost: %s', (path) => {
    const moved = { path, from: FILE, before: ALL, after: ALL };
    const seen = bending([SOURCE, moved]);
    expect(refused(seen)).toEqual([`test_deleted ${FILE}`]);
  });

  it('are those of Go that are left to another system, by name or by a line', () => {
    const tests = 'package a\n\nfunc TestA(t *testing.T) {\n\tt.Fatal("no")\n}\n';
    const moved = {
      ...{ path: 'a/a_windows_test.go', from: 'a/a_test.go' },
      ...{ before: tests, after: tests },
    };
    expect(refused(bending([moved]))).toEqual(['test_deleted a/a_test.go']);
    const other = { ...moved, path: 'a/b_windows_test.go', from: 'a/a_windows_test.go' };
    expect(bending([other])).toEqual(NOTHING);
    const never = `//go:build never\n\n${tests}`;
    expect(refused(bending([text('a/a_test.go', tests, never)]))).toEqual([
      'test_skipped a/a_test.go',
    ]);
    const more = `${tests}\nfunc TestB(t *testing.T) {\n\tt.Fatal("no")\n}\n`;
    const [bent] = bending([text('a/a_test.go', more, never)]).tests;
    expect(bent === undefined).toBe(true);
  });

  it('may be those beside which a package of Go decides what runs', () => {
    const main = (name: string) => `package a\n\nfunc ${name}(m *testing.M) {\n\tos.Exit(0)\n}\n`;
    expect(loosened(bending([text('a/main_test.go', null, main('TestMain'))]))).toEqual([
      'threshold_lowered a/main_test.go',
    ]);
    expect(bending([text('a/main_test.go', null, main('helper'))])).toEqual(NOTHING);
  });

  it('are not those that go by another name a runner knows', () => {
    const moved = { path: 'src/math.spec.js', from: FILE, before: ALL, after: ALL };
    expect(bending([moved])).toEqual(NOTHING);
    const helper = { path: 'tests/help.js', from: 'tests/helper.js', before: ALL, after: ALL };
    expect(bending([helper])).toEqual(NOTHING);
  });
});

describe('what is put back', () => {
  const back = (after: string, measure: 'each' | 'whole' = 'each', before = ALL): string | null => {
    const [bent] = bending([text(FILE, before, after)], 'Change what is counted').tests;
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
