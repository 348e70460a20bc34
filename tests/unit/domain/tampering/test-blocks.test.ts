import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTestFile, languageOf } from '../../../../src/domain/tampering/language.ts';
import { suiteSwitches } from '../../../../src/domain/tampering/suite-switches.ts';
import { testBlocks } from '../../../../src/domain/tampering/test-blocks.ts';

const names = (text: string, path: string): readonly string[] =>
  testBlocks(text, languageOf(path)).map(({ name }) => name);

describe('isTestFile', () => {
  it.each([
    ['src/a.test.ts', true],
    ['src/__tests__/a.js', true],
    ['test/a.mjs', true],
    ['src/a.ts', false],
    ['src/contest.ts', false],
    ['tests/test_a.py', true],
    ['pkg/a_test.py', true],
    ['conftest.py', true],
    ['pkg/a.py', false],
    ['pkg/a_test.go', true],
    ['pkg/a.go', false],
    ['tests/a.rs', true],
    ['src/a.rs', false],
    ['tests/run.sh', true],
    ['README.md', false],
  ])('%s: %s', (path, is) => {
    expect(isTestFile(path)).toBe(is);
  });
});

describe('testBlocks of JavaScript', () => {
  const text = [
    "import { it } from 'vitest';",
    "describe('sum', () => {",
    "  it('adds', () => {",
    '    expect(sum(1, 2)).toBe(3);',
    "    expect('it(').toHaveLength(3); // it('is a comment', () => {})",
    '  });',
    '  it.skip("rests", () => { expect(1 + 1).toBe(2); });',
    '  xit(`old`, () => {});',
    "  it.each([1, 2])('takes %i', (n) => { expect(n).toBe(n); });",
    "  test('says nothing', { skip: 'later' }, () => { assert.equal(a, b); });",
    "  test('leaves early', (t) => { t.skip('not here'); });",
    "  it('always holds', () => { expect(true).toBe(true); });",
    '});',
  ].join('\n');
  const blocks = testBlocks(text, 'js');

  it('finds each with its name and line, and none in strings and comments', () => {
    expect(blocks.map(({ name, line }) => [name, line])).toEqual([
      ['adds', 3],
      ['rests', 7],
      ['old', 8],
      ['takes %i', 9],
      ['says nothing', 10],
      ['leaves early', 11],
      ['always holds', 12],
    ]);
  });

  it('knows which do not run', () => {
    expect(blocks.filter((block) => block.skipped).map(({ name }) => name)).toEqual([
      'rests',
      'old',
      'says nothing',
      'leaves early',
    ]);
  });

  it.each([
    ["it('a', () => { return; expect(a).toBe(1); });", 'js'],
    ["it('a', function () {\n  return\n  expect(a).toBe(1);\n});", 'js'],
    ['def test_a():\n    return\n    assert a\n', 'python'],
    ['func TestA(t *testing.T) {\n\treturn\n}\n', 'go'],
    ['#[test]\nfn a() {\n    return;\n}\n', 'rust'],
  ] as const)('knows one that leaves at once: %j', (text, language) => {
    expect(testBlocks(text, language)).toMatchObject([{ skipped: true }]);
  });

  it('knows one that only returns what it waits for', () => {
    expect(
      testBlocks("it('a', () => { return expect(a).resolves.toBe(1); });", 'js'),
    ).toMatchObject([{ skipped: false }]);
  });

  it('counts assertions, and those that always hold', () => {
    expect(blocks[0]).toMatchObject({ assertions: 2, empty: 0 });
    expect(blocks[6]).toMatchObject({ assertions: 1, empty: 1 });
  });

  it('takes a test without a title, one that is cut off and one called from elsewhere', () => {
    expect(names('it(title, () => {', 'a.js')).toEqual(['']);
    expect(names("commit('x'); audit.it('y'); it('z'", 'a.js')).toEqual(['z']);
  });

  it('finds suites that are switched off or switch others off', () => {
    expect(
      suiteSwitches("describe.skip('a');\nit.only('b');\ndescribe('c');\nfit('d')", 'js').map(
        ({ line, others }) => [line, others],
      ),
    ).toEqual([
      [1, false],
      [2, true],
      [4, true],
    ]);
  });
});

describe('testBlocks of Python', () => {
  const text = [
    'import pytest',
    '',
    '@pytest.mark.skip(reason="later")',
    '@pytest.mark.parametrize(',
    '    "a", [1]',
    ')',
    'def test_rests(a):',
    '    assert a == 1',
    '',
    'class TestSum(unittest.TestCase):',
    '    def test_adds(self):',
    '        """assert in words"""',
    '        self.assertEqual(1 + 1, 2)',
    '        with pytest.raises(ValueError):',
    '            add("x")',
    '',
    '    async def test_leaves(self):',
    '        self.skipTest("no")',
    '',
    'def test_empty():',
    '    assert True',
  ].join('\n');

  it('finds functions and methods with what they assert', () => {
    expect(testBlocks(text, 'python')).toMatchObject([
      { name: 'test_rests', line: 7, skipped: true, assertions: 1, empty: 0 },
      { name: 'test_adds', line: 11, skipped: false, assertions: 2, empty: 0 },
      { name: 'test_leaves', line: 17, skipped: true, assertions: 0, empty: 0 },
      { name: 'test_empty', line: 20, skipped: false, assertions: 1, empty: 1 },
    ]);
  });

  it('takes one that ends with the text', () => {
    expect(names('def test_a(): pass', 'test_a.py')).toEqual(['test_a']);
  });

  it('finds classes and modules that are skipped', () => {
    const skipped = 'pytestmark = pytest.mark.skip\n\n@unittest.skip("x")\nclass TestA:\n  pass\n';
    expect(suiteSwitches(skipped, 'python')).toEqual([
      { line: 1, others: false, start: 0, end: skipped.length },
      { line: 3, others: false, start: 31, end: skipped.length },
    ]);
    const inner = 'class A:\n  @unittest.skip("x")\n  class B:\n    x = 1\n  y = 2\n';
    expect(suiteSwitches(inner, 'python')[0]?.end).toBe(inner.indexOf('  y'));
    expect(suiteSwitches('@unittest.skip("x")\nclass B', 'python')[0]?.end).toBe(27);
  });
});

describe('testBlocks of Go, Rust and the rest', () => {
  it('reads Go', () => {
    const text =
      'func TestAdd(t *testing.T) {\n\tif Add(1, 2) != 3 {\n\t\tt.Fatalf("no")\n\t}\n}\n\nfunc TestLater(t *testing.T) {\n\tt.Skip("later")\n}\n';
    expect(testBlocks(text, 'go')).toMatchObject([
      { name: 'TestAdd', line: 1, skipped: false, assertions: 1, empty: 0 },
      { name: 'TestLater', line: 7, skipped: true, assertions: 0, empty: 0 },
    ]);
  });

  it('reads Rust', () => {
    const text =
      '#[test]\nfn adds() {\n    assert_eq!(add(1, 2), 3);\n}\n\n#[test]\n#[ignore]\nfn rests() {\n    assert!(true);\n}\n';
    expect(testBlocks(text, 'rust')).toMatchObject([
      { name: 'adds', line: 1, skipped: false, assertions: 1, empty: 0 },
      { name: 'rests', line: 6, skipped: true, assertions: 1, empty: 1 },
    ]);
  });

  it('finds nothing where tests are not known', () => {
    expect(testBlocks("it('x', () => {})", 'other')).toEqual([]);
    expect(suiteSwitches("it.only('x')", 'other')).toEqual([]);
    expect(suiteSwitches('t.Skip()', 'go')).toEqual([]);
  });
});

describe('any text', () => {
  const pieces = fc.constantFrom(
    'it(',
    "'",
    '"',
    '`',
    '{',
    '}',
    ')',
    '\n',
    'def test_a(',
    '    ',
    '#',
    '//',
    '/*',
    '"""',
    'x',
  );

  it('is read without a fault, each test on a line of the text', () => {
    fc.assert(
      fc.property(
        fc.array(pieces, { maxLength: 60 }),
        fc.constantFrom('js', 'python', 'go', 'rust' as const),
        (parts, language) => {
          const text = parts.join('');
          for (const { line } of testBlocks(text, language)) {
            expect(line).toBeGreaterThanOrEqual(1);
            expect(line).toBeLessThanOrEqual(text.split('\n').length);
          }
        },
      ),
    );
  });

  it('of a megabyte of openings is read soon', () => {
    const started = performance.now();
    testBlocks('it('.repeat(350_000), 'js');
    testBlocks("'''".repeat(350_000), 'python');
    testBlocks('/*'.repeat(500_000), 'go');
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
