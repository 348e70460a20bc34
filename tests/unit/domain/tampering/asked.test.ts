import { describe, expect, it } from 'vitest';
import {
  asksToLose,
  asksToResettle,
  asksToSuppress,
} from '../../../../src/domain/tampering/asked.ts';
import { likeness, tellingWords } from '../../../../src/domain/tampering/likeness.ts';
import { judgingScripts } from '../../../../src/domain/tampering/scripts.ts';
import {
  goneSource,
  mentionsGone,
  testsGoneFile,
} from '../../../../src/domain/tampering/subject.ts';
import { suiteSwitches } from '../../../../src/domain/tampering/suite-switches.ts';
import { testBlocks } from '../../../../src/domain/tampering/test-blocks.ts';
import { testedFiles } from '../../../../src/domain/tampering/test-losses.ts';
import { loosenings } from '../../../../src/domain/tampering/thresholds.ts';

const asker = (title: string, instructions = '') => ({ title, instructions });

describe('a task that asks for less', () => {
  const lost = { path: 'tests/csv-parser.test.js', names: ['reads a header'], replaced: false };

  it.each([
    'Remove the CSV parser',
    'Delete tests/csv-parser.test.js',
    'Remove packages; drop tests/csv-parser.test.js.',
    'Drop parsing of headers',
    'Skip slow tests',
    'Get rid of the old csv code',
    'Clean up stale tests',
    'Disable the header test until it is mended',
    'Use the standard parser; its tests go',
    'Read rows lazily. The old test of the header is no longer needed and its cases can be deleted',
    'Have no parser: the tests of csv headers are removed, the fixture follows',
    '`csv` and its test go: nothing reads that form',
  ])('is one: %s', (title) => {
    expect(asksToLose(asker(title), lost)).toBe(true);
  });

  it.each([
    'Add a CSV parser',
    'Skip blank lines',
    'Rewrite the csv parser',
    'Delete files',
    'Drop it',
    'Tests are run when a header is removed',
    'The header goes to the top. Tests say so',
    'The tests of users are removed',
    'Test that expired headers are never removed',
  ])('is none: %s', (title) => {
    expect(asksToLose(asker(title), lost)).toBe(false);
  });

  it('is none where its words are names, or say nothing', () => {
    const kept = { path: 'cache_test.go', names: ['TestKeepsWhatWasPut'], replaced: false };
    const named = asker('Remove values', '- `Remove` says whether there was one that was put');
    expect(asksToLose(named, kept)).toBe(false);
    expect(asksToLose(asker('Add cache.delete(), drop(what)'), kept)).toBe(false);
    expect(asksToLose(asker('Drop what it keeps'), kept)).toBe(true);
  });

  it('may replace tests by others, where there are others', () => {
    const replaced = { ...lost, replaced: true };
    expect(asksToLose(asker('Rewrite the csv parser'), replaced)).toBe(true);
    expect(asksToLose(asker('Add a parser', 'Consolidate the header tests.'), replaced)).toBe(true);
  });
});

describe('a task that asks for other checks', () => {
  it.each([
    ['Relax the ESLint rules', true],
    ['Switch to vitest', true],
    ['Add ESLint', true],
    ['Configure coverage', true],
    ['Update tsconfig.json', true],
    ['Add a parser with tests in vitest', false],
    ['Make add quicker. It is tested by vitest', false],
    ['Remove the parser. Keep eslint happy', false],
  ])('%s: %s', (title, is) => {
    expect(asksToResettle(asker(title), { path: 'packages/a/tsconfig.json' })).toBe(is);
  });

  it.each([
    ['Suppress the warning', true],
    ['Ignore the lint rule in generated code', true],
    ['Add noqa to the imports', true],
    ['Ignore case', false],
  ])('%s: %s', (title, is) => {
    expect(asksToSuppress(asker(title))).toBe(is);
  });
});

describe('what tests are about', () => {
  const gone = (path: string, from: string | null = null) =>
    goneSource([{ path, from, before: 'x', after: from === null ? null : 'x' }]);

  it.each([
    ['tests/sum.test.js', '', gone('src/sum.js')],
    ['tests/all.test.js', "import { sum } from '../src/sum.js';", gone('src/sum.ts')],
    ['tests/all.test.js', "import { sum } from '../src/sum';", gone('src/sum/index.ts')],
    ['tests/test_all.py', 'from pkg.sum import add\n', gone('src/pkg/sum.py')],
    ['tests/sum.test.js', '', gone('src/total.js', 'src/sum.js')],
  ])('is gone: %s %s', (path, text, source) => {
    expect(testsGoneFile(path, text, source)).toBe(true);
  });

  it.each([
    ['tests/sum.test.js', '', gone('src/total.js')],
    ['tests/index.test.js', "import '../src/index.js'", gone('lib/other/index.js')],
    ['tests/sum.test.js', '', gone('docs/sum.md')],
  ])('is there: %s %s', (path, text, source) => {
    expect(testsGoneFile(path, text, source)).toBe(false);
  });

  it.each([
    ['a.js', 'export const sum = 1;\n', 'sum'],
    ['a.js', 'class A {\n  total(a) {\n  }\n}\n', 'total'],
    ['a.js', 'exports.sum = () => 1;\n', 'sum'],
    ['a.py', 'def sum_up():\n    pass\n', 'sum_up'],
    ['a.go', 'func (s *S) Sum() int {\n}\n', 'Sum'],
    ['a.rs', 'pub fn sum() {}\n', 'sum'],
  ])('is a definition of %s: %j', (path, before, name) => {
    const found = goneSource([{ path, before, after: '' }]);
    expect(mentionsGone(`check(${name}(1))`, found)).toBe(true);
    expect(mentionsGone('', found)).toBe(false);
    const kept = goneSource([
      { path, before, after: '' },
      { path: `b${path}`, before: '', after: before },
    ]);
    expect(mentionsGone(`check(${name}(1))`, kept)).toBe(false);
  });
});

describe('likeness', () => {
  it('is that of the words that tell something', () => {
    const of = (a: string, b: string) => likeness(tellingWords(a), tellingWords(b));
    expect(of('expect(sumUp(1)).toBe(2)', 'expect(sumUp(2)).toBe(3)')).toBe(1);
    expect(of('parse(header)', 'parse(footer)')).toBeCloseTo(1 / 3);
    expect(of('parse(header)', '')).toBe(0);
    expect(of('', '')).toBe(0);
  });
});

describe('tests that are hard to tell', () => {
  it('are read as far as they go', () => {
    expect(testBlocks("it.each([1])('a', () => {", 'js')).toMatchObject([{ name: 'a' }]);
    expect(suiteSwitches('describe.skip', 'js')).toMatchObject([{ end: 13 }]);
    expect(suiteSwitches("describe.skip.each([1])('a', () => {", 'js')).toMatchObject([
      { line: 1 },
    ]);
    expect(suiteSwitches("describe.skip.each([1])('a', () => {})", 'js')).toMatchObject([
      { end: 38 },
    ]);
  });

  it('stand in for tests that assert nothing either', () => {
    const bare = (name: string) => `test('${name}', () => { render(${name}); });\n`;
    const one = "test('x', () => { assert.equal(y, 1); });\n";
    const lostOf = (before: string, after: string) =>
      testedFiles([{ path: 'a.test.js', before, after }]).map(({ lost }) => lost);
    expect(lostOf(bare('a'), bare('b'))).toEqual([0]);
    expect(lostOf(bare('a'), one)).toEqual([0]);
    expect(lostOf(one, bare('a'))).toEqual([1]);
    expect(lostOf(bare('a'), '')).toEqual([1]);
  });

  it('are renamed once each', () => {
    const test = (name: string) =>
      `test('${name}', () => { assert.equal(sumUp(table), total); });\n`;
    const [file] = testedFiles([
      {
        path: 'a.test.js',
        before: test('one') + test('two') + test('three'),
        after: test('uno') + test('due'),
      },
    ]);
    expect(file?.losses).toHaveLength(1);
  });
});

describe('scripts', () => {
  it('that judge are those of a manifest', () => {
    expect(judgingScripts('{"scripts":{"test":"sh t.sh","start":"x"}}')).toEqual(['"sh t.sh"']);
  });
});

describe('loosenings', () => {
  it.each([
    ['testMatch: ["a", "b"]', 'testMatch: ["a"]', 'narrowed'],
    ['addopts = "-q"', 'addopts = "-q --deselect=tests/a.py"', 'left_out'],
    ['test: {}', 'test: { passWithNoTests: true }', 'left_out'],
  ])('%s → %s: %s', (before, after, how) => {
    expect(loosenings(before, after)).toMatchObject([{ how }]);
  });

  it('are none where more is looked at', () => {
    expect(loosenings('include = ["a"]', 'include = ["a", "b"]')).toEqual([]);
    expect(loosenings('include = ["a"]', '')).toEqual([]);
    expect(loosenings('x --ignore=a', 'y --ignore=a')).toEqual([]);
  });
});
