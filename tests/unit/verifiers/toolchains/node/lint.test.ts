import { describe, expect, it } from 'vitest';
import { BIOME } from '../../../../../src/verifiers/toolchains/node/lint/biome.ts';
import { ESLINT } from '../../../../../src/verifiers/toolchains/node/lint/eslint.ts';
import { OXLINT } from '../../../../../src/verifiers/toolchains/node/lint/oxlint.ts';
import { lintCall } from '../../../../../src/verifiers/toolchains/node/lint/script-flags.ts';
import { readPackage } from '../../../../../src/verifiers/toolchains/node/package-json.ts';

describe('lintCall', () => {
  const call = (scripts: Record<string, string>, tool = ESLINT) =>
    lintCall(tool, readPackage(JSON.stringify({ scripts }))!);

  it.each([
    [{ lint: 'eslint .' }, [], null],
    [
      { lint: 'eslint src tests --max-warnings 0 --cache' },
      ['--max-warnings', '0'],
      ['src', 'tests'],
    ],
    [{ check: 'tsc && npx eslint -c x.js ./src/ --fix' }, ['-c', 'x.js'], ['src']],
    [{ lint: 'eslint "src/**/*.js" --ext=.js,.ts' }, ['--ext=.js,.ts'], null],
    [{ lint: 'A=1 eslint --format stylish lib' }, [], ['lib']],
    [{ test: 'vitest' }, [], null],
    [{ a: 'eslint x', lint: 'eslint y' }, [], ['y']],
  ])('%j', (scripts, flags, folders) => {
    expect(call(scripts as Record<string, string>)).toEqual({ flags, folders });
  });

  it('knows the commands of biome and the strictness of oxlint', () => {
    expect(call({ lint: 'biome check --error-on-warnings src' }, BIOME)).toEqual({
      flags: ['--error-on-warnings'],
      folders: ['src'],
    });
    expect(call({ lint: 'oxlint -D correctness --quiet' }, OXLINT)).toEqual({
      flags: ['-D', 'correctness', '--quiet'],
      folders: null,
    });
  });
});

describe('what linters look at', () => {
  const flat = { name: 'eslint.config.js', text: '' };
  const old = (text: string) => ({ name: '.eslintrc.json', text });

  it.each([
    ['a.ts', flat, true],
    ['a.css', flat, false],
    ['a.jsx', old('{}'), true],
    ['a.ts', old('{}'), false],
    ['a.ts', old('"@typescript-eslint/parser"'), true],
    ['a.vue', old('plugin:vue/essential'), true],
    ['a.vue', old('{}'), false],
  ])('eslint: %s with %j: %s', (path, settings, looked) => {
    expect(ESLINT.handles(path, settings)).toBe(looked);
  });
});

describe('reports', () => {
  it('of eslint', () => {
    const messages = [
      { line: 3, ruleId: 'no-var', message: 'x', severity: 2 },
      { ruleId: null, message: 'Parsing error: y', severity: 2, fatal: true, line: 1 },
      { ruleId: null, message: 'File ignored by default.', severity: 1 },
    ];
    const report = JSON.stringify([{ filePath: '/t/a.js', messages }]);
    expect(ESLINT.read({ report, printed: '' })).toEqual({
      isIdle: false,
      files: [
        {
          path: '/t/a.js',
          messages: [
            { line: 3, rule: 'no-var', message: 'x', isError: true },
            { line: 1, rule: 'syntax', message: 'Parsing error: y', isError: true },
          ],
        },
      ],
    });
    const ignored = JSON.stringify([{ filePath: '/t/a.js', messages: messages.slice(2) }]);
    expect(ESLINT.read({ report: ignored, printed: '' })?.isIdle).toBe(true);
    expect(ESLINT.read({ report: null, printed: '[]' })).toBeNull();
  });

  it('of biome, by version 1 and 2', () => {
    const summary = { changed: 0, unchanged: 1 };
    const diagnostics = [
      {
        category: 'lint/x',
        severity: 'error',
        message: 'm',
        location: { path: 'a.js', start: { line: 2, column: 1 } },
      },
      {
        category: 'lint/y',
        severity: 'warning',
        description: 'd',
        message: [{ content: 'd' }],
        location: { path: { file: 'b.js' }, span: [1, 2] },
      },
      { category: 'internalError', severity: 'fatal', message: 'm', location: { path: null } },
    ];
    const printed = `noise\n${JSON.stringify({ summary, diagnostics })}\nmore`;
    expect(BIOME.read({ report: null, printed })).toEqual({
      isIdle: false,
      files: [
        { path: 'a.js', messages: [{ line: 2, rule: 'lint/x', message: 'm', isError: true }] },
        { path: 'b.js', messages: [{ line: null, rule: 'lint/y', message: 'd', isError: false }] },
      ],
    });
    expect(BIOME.read({ report: null, printed: 'noise' })).toBeNull();
  });

  it('of oxlint', () => {
    const label = { span: { offset: 1, length: 2, line: 4, column: 1 } };
    const one = {
      message: 'm',
      code: 'eslint(no-debugger)',
      severity: 'error',
      filename: 'a.js',
      labels: [label],
    };
    const printed = `No files\n{ "diagnostics": [${JSON.stringify(one)}],\n "number_of_files": 1 }\n`;
    expect(OXLINT.read({ report: null, printed })).toEqual({
      isIdle: false,
      files: [
        {
          path: 'a.js',
          messages: [{ line: 4, rule: 'eslint(no-debugger)', message: 'm', isError: true }],
        },
      ],
    });
    expect(
      OXLINT.read({ report: null, printed: '{ "diagnostics": [], "number_of_files": 0 }' })?.isIdle,
    ).toBe(true);
    expect(OXLINT.read({ report: null, printed: 'panic' })).toBeNull();
  });
});
