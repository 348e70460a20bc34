import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Bending,
  type BentCheck,
  bendingOf,
} from '../../../../src/domain/tampering/bending.ts';
import {
  bentCheckFindings,
  bentTestFindings,
  kindsFor,
  refusedFindings,
} from '../../../../src/domain/tampering/bent-findings.ts';
import { deceivingLines } from '../../../../src/domain/tampering/hidden-text.ts';
import { membersOf, withMembers } from '../../../../src/domain/tampering/json-members.ts';
import {
  checkPutBack,
  testsMovedBack,
  testsPutBack,
} from '../../../../src/domain/tampering/put-back.ts';
import {
  changedScripts,
  doesLess,
  judgingScripts,
  namedIn,
} from '../../../../src/domain/tampering/scripts.ts';
import type { CheckResult, Finding } from '../../../../src/domain/verdict.ts';

const task = { title: 'Add a cache', instructions: '' };

function bend(path: string, before: string | null, after: string | null): Bending {
  return bendingOf({ texts: [{ path, before, after }], task, commands: [] });
}

function checkOf(path: string, before: string | null, after: string | null): BentCheck {
  const [check] = bend(path, before, after).checks;
  return check!;
}

const back = (path: string, before: string | null, after: string | null): string | null =>
  checkPutBack(checkOf(path, before, after));

describe('comments by which checks look away', () => {
  it.each([
    ['src/a.ts', '// eslint-disable-next-line no-eval', '// xxxxxx-xxxxxxx-next-line no-eval'],
    ['src/a.ts', 'x(); // @ts-ignore: later', 'x(); // @xx-xxxxxx: later'],
    ['src/a.js', '/* istanbul ignore next */', '/* xxxxxxxx xxxxxx next */'],
    ['a.py', 'x = 1  # type: ignore[arg]', 'x = 1  # xxxx: xxxxxx[arg]'],
    ['a.py', 'import x  # noqa: F401', 'import x  # xxxx: F401'],
    ['a.py', 'x()  # pragma: no cover', 'x()  # xxxxxx: xx xxxxx'],
    ['a.go', 'x() //nolint:errcheck', 'x() //xxxxxx:errcheck'],
    ['a.sh', '# shellcheck disable=SC2086', '# xxxxxxxxxx xxxxxxx=SC2086'],
    ['src/a.rs', '#![allow(dead_code)]', '#![warn(dead_code)]'],
    ['src/a.rs', '#[coverage(off)]', ''],
  ])('%s: %s', (path, line, meaningless) => {
    expect(back(path, 'first\n', `first\n${line}\nlast\n`)).toBe(`first\n${meaningless}\nlast\n`);
  });
});

describe('settings', () => {
  it('come back whole where they are all that a file is about', () => {
    expect(back('tsconfig.json', '{"strict":true}', '{"strict":false}')).toBe('{"strict":true}');
    expect(back('.eslintrc.json', '{}', null)).toBe('{}');
    expect(back('.eslintignore', null, 'src\n')).toBeNull();
  });

  it('come back with the tests that were moved', () => {
    const moved = (from: string | null, path: string) =>
      testsMovedBack([{ path, from, before: 'old', after: 'new' }]);
    const back = [
      ['src/a.test.ts', null],
      ['test/a.test.ts', 'old'],
    ];
    expect(moved('test/a.test.ts', 'src/a.test.ts')).toEqual(back);
    expect(moved('test/a.json', 'src/a.json')).toHaveLength(2);
    expect(moved('src/a.ts', 'src/b.ts')).toEqual([]);
    expect(moved(null, 'src/a.test.ts')).toEqual([]);
    expect(testsMovedBack([{ path: 'a.test.ts', before: null, after: 'new' }])).toEqual([]);
  });

  it('come back with the comments beside them', () => {
    const before = 'lines: 90\n';
    expect(back('vitest.config.ts', before, 'lines: 80 // @ts-ignore\n')).toBe(before);
  });

  it('come back section by section where others have sections too', () => {
    const before = '[project]\nname = "a"\n\n[tool.coverage.report]\nfail_under = 90\n';
    const after =
      '[project]\nname = "b"\n\n[tool.coverage.report]\nfail_under = 1\n\n[tool.x]\ny = 1\n';
    expect(back('pyproject.toml', before, after)).toBe(
      '[project]\nname = "b"\n[tool.x]\ny = 1\n[tool.coverage.report]\nfail_under = 90\n',
    );
  });

  it('come back with the scripts that are named by those that test', () => {
    const scripts = (t1: string): string =>
      JSON.stringify({ scripts: { test: 'npm run t1', t1, start: t1 } });
    expect(JSON.parse(back('package.json', scripts('node --test'), scripts('true')) ?? '')).toEqual(
      {
        scripts: { test: 'npm run t1', t1: 'node --test', start: 'true' },
      },
    );
  });

  it('come back without what has tests of Rust left out', () => {
    const before = '[package]\nname = "a"\n\n[[bench]]\nname = "b"\nharness = false\n';
    const after = `${before}\n[lib]\ntest = false\npath = "x.rs"\n`;
    expect(back('Cargo.toml', before, after)).toBe(
      '[package]\nname = "a"\n[[bench]]\nname = "b"\nharness = false\n[lib]\n\npath = "x.rs"\n',
    );
  });

  it('come back key by key in a manifest', () => {
    const before =
      '{"name":"a","scripts":{"test":"jest --ci","lint":"eslint ."},"jest":{"lines":9}}';
    const after =
      '{"name":"a","scripts":{"test":"true","build":"tsc"},"jest":{"lines":1},"nyc":{"lines":1},"type":"module"}';
    const text = back('package.json', before, after);
    expect(JSON.parse(text ?? '')).toEqual({
      name: 'a',
      type: 'module',
      scripts: { test: 'jest --ci', lint: 'eslint .', build: 'tsc' },
      jest: { lines: 9 },
      '-nyc': { lines: 1 },
    });
    expect(JSON.parse(back('package.json', before, '{}') ?? '')).toMatchObject({
      scripts: { test: 'jest --ci' },
    });
    expect(
      JSON.parse(back('package.json', '{"jest":{"lines":9}}', '{"jest":{"lines":1}}') ?? ''),
    ).toEqual({
      scripts: {},
      jest: { lines: 9 },
    });
  });
});

describe('the pairs of a JSON object', () => {
  it('are found in any object', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), fc.jsonValue()), (object) => {
        const text = JSON.stringify(object, null, 1);
        const found = membersOf(text).map(({ key, from, end }) => [
          key,
          JSON.parse(text.slice(from, end)) as unknown,
        ]);
        expect(found).toEqual(
          Object.entries(object).map(([key, value]) => [
            key,
            JSON.parse(JSON.stringify(value)) as unknown,
          ]),
        );
      }),
    );
  });

  it('of one object come to another', () => {
    const keys = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.nat());
    fc.assert(
      fc.property(keys, keys, (before, after) => {
        const text = withMembers(JSON.stringify(before), JSON.stringify(after), () => true);
        const merged = JSON.parse(text) as Record<string, unknown>;
        for (const [key, value] of Object.entries(before)) expect(merged[key]).toBe(value);
        for (const key of Object.keys(after)) {
          if (!Object.hasOwn(before, key)) expect(merged[key]).toBeUndefined();
        }
      }),
    );
  });

  it('are read as far as anything can be read', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('{', '}', '"', ':', ',', 'a', '[', ' ') }),
        (text) => {
          for (const { from, end } of membersOf(text)) {
            expect(from).toBeLessThanOrEqual(end);
            expect(end).toBeLessThanOrEqual(text.length);
          }
        },
      ),
    );
  });
});

describe('scripts that judge', () => {
  it('are told where they changed', () => {
    const changed = (path: string, before: string | null, after: string | null) =>
      changedScripts({ path, before, after });
    expect(changed('package.json', '{"scripts":{"test":"a","start":"b"}}', '{}')).toEqual(['test']);
    expect(changed('package.json', '{"scripts":{"test":"a"}}', null)).toEqual(['test']);
    expect(changed('package.json', '{}', '{"scripts":{"test":"a"}}')).toEqual([]);
    expect(changed('package.json', null, '{"scripts":{"test":"a"}}')).toEqual([]);
    expect(
      changed('Makefile', 'A := 1\ntest: build\n\tpytest\nbuild:\n\tcc\n', 'test:\n\tpytest\n'),
    ).toEqual(['test']);
    expect(
      changed('Makefile', 'test:\n\tpytest\nX = 1\n\tlost\n', 'X = 2\ntest:\n\tpytest\n'),
    ).toEqual([]);
    expect(changed('README.md', 'test: a', 'test: b')).toEqual([]);
    expect(changed('GNUmakefile', null, 'full:\n')).toEqual(['GNUmakefile']);
    const made = 'RUN = pytest\nX := 1\ntest:\n\t$(RUN)\n';
    expect(changed('Makefile', made, made.replace('pytest', 'true'))).toEqual(['RUN']);
    expect(changed('Makefile', made, made.replace('1', '2'))).toEqual([]);
    expect(changed('Makefile', made, `SHELL = /bin/true\n${made}`)).toEqual(['SHELL']);
    expect(changed('Makefile', made, `.IGNORE:\n${made}`)).toEqual(['.IGNORE']);
    expect(changed('Makefile', `SHELL = sh\n${made}`, `SHELL = true\n${made}`)).toEqual(['SHELL']);
  });

  it('are told where others by which they are made up changed', () => {
    const scripts = (x: string, y: string): string =>
      JSON.stringify({
        scripts: { test: 'npm run x && npm run y', x: `npm run y ${x}`, y, z: 'z' },
      });
    const changed = (now: string, commands: readonly string[] = []) =>
      changedScripts({ path: 'package.json', before: scripts('a', 'b'), after: now }, commands);
    expect(changed(scripts('a', 'true'))).toEqual(['y']);
    expect(changed(scripts('true', 'b'))).toEqual(['x']);
    expect(changed(scripts('a', 'b').replace('"z":"z"', '"z":"q"'))).toEqual([]);
    expect(changed(scripts('a', 'b').replace('"z":"z"', '"z":"q"'), ['npm run z'])).toEqual(['z']);
    expect(changed(scripts('a', 'b').replace('"z":"z"', '"z":"z","pretest":"q"'))).toEqual([
      'pretest',
    ]);
    expect(judgingScripts(scripts('a', 'b')).map((script): unknown => JSON.parse(script))).toEqual([
      'npm run x && npm run y',
      'npm run y a',
      'b',
    ]);
  });

  it('do less where lines go or make them content', () => {
    const less = (before: string | null, after: string | null, path = 'ci/check.sh') =>
      doesLess({ path, before, after });
    expect(less('npm test\n', 'npm test\nnpm run lint\n')).toBe(false);
    expect(less('# all\nnpm test\n', 'npm test\n')).toBe(false);
    expect(less('npm test\n', '')).toBe(true);
    expect(less('npm test\n', 'exit 0\nnpm test\n')).toBe(true);
    expect(less('npm test\n', null)).toBe(true);
    expect(less(null, 'exit 0\n')).toBe(false);
    expect(less('assert.equal(a, 1);\n', '', 'test.js')).toBe(false);
    expect(less("it('a', () => {});\n", '', 'test.js')).toBe(false);
    expect(namedIn(['sh ./ci/check.sh --all'], ['ci/check.sh', 'check.sh'])).toEqual([
      'ci/check.sh',
    ]);
  });
});

describe('lines that deceive', () => {
  const lines = (path: string, before: string | null, after: string | null) =>
    deceivingLines({ path, before, after });

  it.each([
    ['src/a.js', 'x = 1; /*\u202e } */\n'],
    ['src/a.js', 'const a\u200b = 1;\n'],
    ['src/a.sh', 'echo \u2066x\n'],
    ['src/a.py', 'x = "\u202e"\n'],
  ])('are those of source that turn around or hide: %s %j', (path, text) => {
    expect(lines(path, null, text)).toEqual([1]);
  });

  it('are told in order, each once', () => {
    const text = 'a\u200b\n\nb\u202e\u200b\na\u200b\u2066\n';
    expect(lines('src/a.js', null, text)).toEqual([1, 3, 4]);
  });

  it.each([
    ['README.md', null, 'x \u202e\n'],
    ['src/a.js', null, null],
    ['src/a.js', null, "const a = 'x\u200by \u00ad';\n"],
    ['src/a.js', null, "const flag = '\u{1f3f4}\u{e0067}\u{e0062}\u{e007f}';\n"],
    ['src/a.js', null, "const family = '👨\u200d👩\u200d👧';\n"],
    ['src/a.js', 'a \u202e\n', 'a \u202e\nb \u202e\n'],
    ['src/a.js', null, "const hello = '\u2067שלום לכולם וברוכים\u2069';\n"],
  ])('are no others: %s %j → %j', (path, before, after) => {
    expect(lines(path, before, after)).toEqual([]);
  });
});

describe('what is said of it', () => {
  const finding = (change: Partial<Finding>): Finding => ({
    ...{ check: 'npm test', file: null, line: null, rule: null, message: 'it fails' },
    ...change,
  });
  const failed = (...findings: readonly Finding[]): CheckResult => ({
    ...{ name: 'npm test', command: 'npm test', status: 'failed', output: '', durationMs: 1 },
    ...{ note: null, findings },
  });
  const TESTS = ['a', 'b', 'c'].map(
    (name) => `test('${name}', () => { assert.equal(${name}, 1); });\n`,
  );
  const lossOf = (path: string) => bend(path, TESTS.join(''), TESTS.slice(1).join('')).tests[0]!;
  const losses = [lossOf('tests/a.test.js'), lossOf('tests/b.test.js')];
  const files = (runs: readonly (readonly CheckResult[])[]) =>
    bentTestFindings(losses, [runs[0]!, runs[1]!]).map(({ file }) => file);

  it('names the tests that fail however they are put back', () => {
    const a = failed(finding({ file: 'tests/a.test.js', test: 'a', message: 'not 1' }));
    const b = failed(finding({ file: 'tests/b.test.js', rule: 'x' }));
    expect(bentTestFindings(losses, [[a], [a]])).toEqual([
      {
        check: 'counter-check',
        file: 'tests/a.test.js',
        line: null,
        rule: 'test_deleted',
        message: 'the test "a" was deleted; put it back; without that npm test fails: a not 1',
      },
    ]);
    expect(files([[a], [b]])).toEqual([]);
    expect(files([[a], [a, b]])).toEqual(['tests/a.test.js']);
    expect(files([[a], []])).toEqual([]);
  });

  it('says what is otherwise than it was', () => {
    const told = (path: string, before: string, after: string) => {
      const { tests, checks } = bend(path, before, after);
      const failures = [failed(finding({ file: path, rule: 'x' }))];
      return [
        ...bentTestFindings(tests, [failures, failures]),
        ...bentCheckFindings({ checks, changed: [] }, failures),
      ].map(({ message }) => message.replace(/; without.*/, ''));
    };
    const [test = ''] = TESTS;
    expect(told('tests/a.test.js', test, test.replace('(a', '(b'))).toEqual([
      'the old test "a" passes only as it was changed; leave it as it was',
    ]);
    expect(told('tests/a.test.js', test, test.replace(', 1', ', 2'))).toEqual([
      'the old test "a" expects something else than before; let it expect what it did',
    ]);
    expect(told('tsconfig.json', '{"lib":["a"]}', '{"lib":["b"]}')).toEqual([
      'what checks go by was changed: tsconfig.json; leave them as they were',
    ]);
  });

  it('names all where a failure does not say whose it is', () => {
    const all = ['tests/a.test.js', 'tests/b.test.js'];
    expect(files([[failed()], [failed()]])).toEqual(all);
    expect(files([[failed(finding({}))], [failed(finding({ file: 'src/x.js' }))]])).toEqual(all);
    expect(bentTestFindings(losses, [[failed()], [failed()]])[0]?.message).toContain(
      'without that npm test fails',
    );
  });

  it('names the comments in the files that fail, and the settings', () => {
    const comment = checkOf('src/a.ts', '', '// @ts-ignore\n');
    const setting = checkOf('tsconfig.json', '{"strict":true}', '{"strict":false}');
    const codes = (checks: readonly BentCheck[], failures: readonly CheckResult[]) =>
      bentCheckFindings({ checks, changed: ['src/new.js'] }, failures).map(({ rule }) => rule);
    const inFile = failed(finding({ file: 'src/a.ts' }));
    expect(codes([comment, setting], [])).toEqual([]);
    expect(codes([comment, setting], [inFile])).toEqual(['suppression_added', 'threshold_lowered']);
    expect(codes([comment, setting], [failed()])).toEqual(['threshold_lowered']);
    expect(codes([comment], [failed()])).toEqual(['suppression_added']);
  });

  it('minds new settings by old tests alone', () => {
    const added = checkOf('vitest.config.js', null, 'export default {};\n');
    const codes = (...failures: readonly CheckResult[]) =>
      bentCheckFindings({ checks: [added], changed: ['src/new.js'] }, failures).map(
        ({ rule }) => rule,
      );
    expect(codes(failed(finding({ file: 'src/old.js' })))).toEqual(['threshold_lowered']);
    expect(codes(failed(finding({ file: 'src/new.js' })), failed())).toEqual([]);
    expect(codes({ ...failed(), kind: 'lint' })).toEqual(['threshold_lowered']);
  });

  it('minds nothing that new code has to have named in settings', () => {
    const changed = checkOf('tsconfig.json', '{"lib":["es2022"]}', '{"lib":["es2022","dom"]}');
    const codes = (rule: string | null, kind: CheckResult['kind']) =>
      bentCheckFindings({ checks: [changed], changed: ['src/new.ts'] }, [
        { ...failed(finding({ file: 'src/new.ts', rule })), kind: kind! },
      ]).map((one) => one.rule);
    expect(codes('TS2304', 'types')).toEqual([]);
    expect(codes('no-undef', 'lint')).toEqual([]);
    expect(codes('TS2322', 'types')).toEqual(['settings_changed']);
    expect(codes('no-debugger', 'lint')).toEqual(['settings_changed']);
    expect(codes(null, 'lint')).toEqual(['settings_changed']);
    expect(codes(null, 'test')).toEqual([]);
  });

  it('asks for tests only where they may mind', () => {
    const kinds = (...checks: readonly BentCheck[]) => kindsFor(checks).has('test');
    expect(kinds(checkOf('src/a.ts', '', '// @ts-ignore\n'))).toBe(false);
    expect(kinds(checkOf('src/a.ts', '', '/* c8 ignore next */\n'))).toBe(true);
    expect(
      kinds(checkOf('tsconfig.json', '{"strict":true}', '{}'.replace('}', '"strict":false}'))),
    ).toBe(true);
  });

  it('tells no more than helps a repair', () => {
    const [concern] = bend('src/a.js', 'a\n', 'a\nb\u202e\n').refused;
    const findings = refusedFindings(Array.from({ length: 30 }, () => concern!));
    expect(findings).toHaveLength(20);
    expect(findings[0]?.message).toContain('write them as escapes');
  });
});

describe('suites that were switched off', () => {
  const JS = ['a', 'b', 'c'].map(
    (name) => `  it('${name}', () => { assert.equal(${name}, 1); });\n`,
  );
  const whole = (head: string): string =>
    `describe('all', () => {\n${JS.join('')}});\n${head} {\n${JS[0]}});\n`;

  it.each([
    ["describe.skip('one', () =>", "describe('one', () =>"],
    ["xdescribe('one', () =>", "describe('one', () =>"],
    ["describe.skipIf(true)('one', () =>", "describe('one', () =>"],
  ])('%s', (off, on) => {
    const [bent] = bend('tests/a.test.js', whole(on), whole(off)).tests;
    expect(testsPutBack(bent!, 'each')).toBe(whole(on));
  });

  it('in Python are marked no more', () => {
    const tests = (mark: string): string =>
      `class TestA:\n    def test_a(self):\n        assert a\n\n    def test_b(self):\n        assert b\n\n${mark}class TestC:\n    def test_c(self):\n        assert c\n`;
    const [bent] = bend('tests/test_a.py', tests(''), tests('@pytest.mark.skip\n')).tests;
    expect(testsPutBack(bent!, 'each')).toBe(tests('# @pytest.mark.skip\n'));
    const off = (mark: string): string => `${mark}${tests('')}`;
    const seen = bend('tests/test_a.py', off(''), off('pytestmark = pytest.mark.skip\n'));
    expect(seen.refused).toMatchObject([{ code: 'test_skipped' }]);
  });
});
