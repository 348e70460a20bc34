import { describe, expect, it } from 'vitest';
import { type ChangedText, concernsOf } from '../../../../src/domain/tampering/concerns.ts';
import { loosenings } from '../../../../src/domain/tampering/thresholds.ts';

const text = (path: string, before: string | null, after: string | null): ChangedText => ({
  path,
  before,
  after,
});
const codes = (...texts: readonly ChangedText[]): readonly string[] =>
  concernsOf(texts).map(({ code }) => code);

const ADDS = "it('adds', () => { expect(add(1, 2)).toBe(3); expect(add(0, 0)).toBe(0); });\n";
const SUBTRACTS = "it('subtracts', () => { expect(sub(2, 1)).toBe(1); });\n";

describe('tests', () => {
  it('raises nothing for tests that are added, renamed, moved or extended', () => {
    expect(codes(text('a.test.js', ADDS, ADDS + SUBTRACTS))).toEqual([]);
    expect(codes(text('a.test.js', ADDS, ADDS.replace('adds', 'sums up')))).toEqual([]);
    expect(codes(text('a.test.js', ADDS, null), text('b.test.js', null, ADDS))).toEqual([]);
    expect(
      codes(text('a.test.js', ADDS, ADDS.replace('});', 'expect(1 + x).toBe(2); });'))),
    ).toEqual([]);
    expect(codes(text('a.js', 'const it = 1;', null))).toEqual([]);
  });

  it('tells a deleted test, alone or with its file', () => {
    expect(concernsOf([text('a.test.js', ADDS + SUBTRACTS, ADDS)])).toEqual([
      {
        code: 'test_deleted',
        path: 'a.test.js',
        line: null,
        message: 'the test "subtracts" was deleted',
      },
    ]);
    expect(codes(text('a.test.js', ADDS + SUBTRACTS, null))).toEqual([
      'test_deleted',
      'test_deleted',
    ]);
  });

  it('tells a skipped test and suite', () => {
    expect(codes(text('a.test.js', ADDS, ADDS.replace('it(', 'it.skip(')))).toEqual([
      'test_skipped',
    ]);
    expect(codes(text('a.test.js', ADDS, `describe.skip('all', () => {\n${ADDS}});`))).toEqual([
      'test_skipped',
    ]);
    expect(codes(text('a.test.js', null, ADDS.replace('it(', 'xit(')))).toEqual(['test_skipped']);
    expect(
      codes(text('a.test.js', ADDS.replace('it(', 'xit('), ADDS.replace('it(', 'xit('))),
    ).toEqual([]);
  });

  it('tells a test that asserts less, or nothing that could fail', () => {
    const less = "it('adds', () => { expect(add(1, 2)).toBe(3); });\n";
    expect(codes(text('a.test.js', ADDS, less))).toEqual(['assertion_weakened']);
    expect(codes(text('a.test.js', ADDS, "it('adds', () => {});\n"))).toEqual(['test_emptied']);
    const vacuous = "it('adds', () => { expect(true).toBe(true); expect(1).toBe(1); });\n";
    expect(codes(text('a.test.js', ADDS, vacuous))).toEqual(['test_emptied']);
  });

  it('reads the tests inside a Rust source', () => {
    const rust = '#[test]\nfn a() { assert!(x()); }\n';
    expect(codes(text('src/a.rs', rust, 'fn x() {}\n'))).toEqual(['test_deleted']);
  });
});

describe('suppressions', () => {
  it.each([
    ['src/a.ts', '// eslint-disable-next-line no-eval'],
    ['src/a.ts', '// @ts-ignore'],
    ['src/a.tsx', '{/* biome-ignore lint: x */}'],
    ['a.py', 'x = 1  # noqa: E501'],
    ['a.py', 'import x  # type: ignore'],
    ['a.go', '//nolint:errcheck'],
    ['a.rs', '#[allow(dead_code)]'],
    ['run.sh', '# shellcheck disable=SC2086'],
    ['config.yaml', 'key: x # gitleaks:allow'],
  ])('%s: %s', (path, line) => {
    expect(concernsOf([text(path, 'a\n', `a\n${line}\n`)])).toMatchObject([
      { code: 'suppression_added', path, line: 2 },
    ]);
    expect(codes(text(path, `${line}\n`, `\n${line}\n`))).toEqual([]);
    expect(codes(text(path, `${line}\n`, null))).toEqual([]);
    expect(codes(text(path, `${line}\n`, `${line}\n${line}\n`))).toEqual(['suppression_added']);
  });

  it('are words like others in prose', () => {
    expect(codes(text('README.md', null, 'Use `# gitleaks:allow`.'))).toEqual([]);
  });
});

describe('strictness', () => {
  it.each([
    [
      'vitest.config.ts',
      'thresholds: { lines: 90 }',
      'thresholds: { lines: 80 }',
      'lines (lowered)',
    ],
    ['vitest.config.ts', 'thresholds: { lines: 90 }', 'thresholds: {}', 'lines (lowered)'],
    ['pyproject.toml', 'fail_under = 90', 'fail_under = 10', 'fail_under (lowered)'],
    [
      '.eslintrc.json',
      '{"rules":{"no-eval":"error"}}',
      '{"rules":{"no-eval":"off"}}',
      'no-eval (switched off)',
    ],
    [
      '.eslintrc.json',
      '{"rules":{"complexity":["error"]}}',
      '{"rules":{"complexity":["error"],"max-depth":["off"]}}',
      'max-depth (switched off)',
    ],
    [
      '.eslintrc.json',
      '{"rules":{"no-eval":2,"complexity":["error"]}}',
      '{"rules":{"complexity":["error"]}}',
      'no-eval (switched off)',
    ],
    ['.oxlintrc.json', '{"rules":{"eqeqeq":"warn"}}', '{}', 'eqeqeq (switched off)'],
    [
      'eslint.config.js',
      'export default [js.configs.recommended];',
      'export default [];',
      'js.configs.recommended (switched off)',
    ],
    [
      'biome.json',
      '{"formatter":{"enabled":false},"linter":{"rules":{},"enabled":true}}',
      '{"formatter":{"enabled":false},"linter":{"rules":{},"enabled":false}}',
      'linter.enabled (switched off)',
    ],
    ['biome.json', '{"linter":{}}', '{"enabled":false}', '.enabled (switched off)'],
    ['ruff.toml', '', 'enabled = false', '.enabled (switched off)'],
    ['tsconfig.json', '{"strict": true}', '{"strict": false}', 'strict (switched off)'],
    ['setup.cfg', 'max-line-length = 80', 'max-line-length = 200', 'max-line-length (raised)'],
    ['pyproject.toml', 'ignore = ["E1"]', 'ignore = ["E1", "E2"]', 'ignore (left out)'],
    ['pyproject.toml', '', 'omit = ["src/*"]', 'omit (left out)'],
  ])('%s: %s → %s', (path, before, after, told) => {
    expect(concernsOf([text(path, before, after)])).toEqual([
      { code: 'threshold_lowered', path, line: null, message: `a check was loosened: ${told}` },
    ]);
  });

  it.each([
    ['tsconfig.json', '{"strict": true}', '{"strict": true, "jsx": "react"}'],
    ['package.json', '{"private": true}', '{"private": false}'],
    ['.prettierrc.json', '{"tabWidth": 2}', '{"tabWidth": 4}'],
    ['.eslintrc.json', '{"extends":"eslint:recommended"}', '{"extends":["eslint:recommended"]}'],
    ['vitest.config.ts', 'lines: 80', 'lines: 90'],
    ['setup.cfg', 'max-line-length = 80', ''],
    ['src/config.ts', 'lines: 90', 'lines: 10'],
    ['pyproject.toml', 'ignore = ["E1"]', 'ignore = []'],
  ])('%s: %s → %s is no loosening', (path, before, after) => {
    expect(codes(text(path, before, after))).toEqual([]);
  });

  it('tells settings that are gone, and takes new ones as they are', () => {
    expect(codes(text('.eslintrc.json', '{}', null))).toEqual(['threshold_lowered']);
    expect(codes(text('.eslintignore', null, 'src\n'))).toEqual(['threshold_lowered']);
    expect(codes(text('.eslintrc.json', null, '{"rules":{"no-eval":"off"}}'))).toEqual([]);
  });

  it('takes the lowest of several floors', () => {
    expect(loosenings('lines: 90\nlines: 50', 'lines: 60')).toEqual([]);
    expect(loosenings('lines: 90\nlines: 50', 'lines: 40')).toEqual([
      { key: 'lines', how: 'lowered' },
    ]);
  });
});

describe('lock files', () => {
  const npm = '"resolved": "https://registry.npmjs.org/a/-/a-1.0.0.tgz"';

  it.each([
    ['package-lock.json', '"resolved": "https://evil.example/a.tgz"', 'evil.example'],
    [
      'package-lock.json',
      '"resolved": "http://registry.npmjs.org/a.tgz"',
      'http://registry.npmjs.org',
    ],
    [
      'package-lock.json',
      '"resolved": "git+ssh://git@github.com/x/y.git#abc"',
      'git+ssh://git@github.com',
    ],
    ['yarn.lock', 'resolved "https://user:pw@evil.example:8443/a.tgz"', 'evil.example:8443'],
    ['Cargo.lock', 'source = "git+https://github.com/x/y?rev=1"', 'github.com'],
  ])('%s: %s', (path, line, host) => {
    expect(concernsOf([text(path, npm, `${npm}\n${line}`)])).toMatchObject([
      { code: 'lock_source', message: `packages come from a new source: ${host}` },
    ]);
    expect(codes(text(path, line, `${line}\n${npm}`))).toEqual([]);
  });

  it('take the public registries, sponsors and deletion as they are', () => {
    const crates = 'source = "registry+https://github.com/rust-lang/crates.io-index"';
    expect(codes(text('Cargo.lock', null, crates))).toEqual([]);
    expect(
      codes(text('package-lock.json', npm, `${npm}, "funding": {"url": "https://paypal.me/x"}`)),
    ).toEqual([]);
    expect(codes(text('package-lock.json', npm, null))).toEqual([]);
  });
});

describe('hidden characters', () => {
  it('are told where they are new', () => {
    expect(concernsOf([text('a.js', 'a\n', 'a\nif (x\u202e) {}\n')])).toMatchObject([
      { code: 'hidden_unicode', line: 2 },
    ]);
    expect(codes(text('a.js', 'x\u200b\n', '\nx\u200b\n'))).toEqual([]);
    expect(codes(text('a.md', null, 'ünï 日本 👍🏽\n'))).toEqual([]);
    expect(codes(text('a.js', '\ufeffa\n', '\ufeffab\n'))).toEqual([]);
  });
});
