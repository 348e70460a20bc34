import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BANDIT } from '../../../../../src/verifiers/toolchains/python/lint/bandit.ts';
import { FLAKE8 } from '../../../../../src/verifiers/toolchains/python/lint/flake8.ts';
import type { LintTool } from '../../../../../src/verifiers/toolchains/python/lint/lint-tool.ts';
import { MYPY } from '../../../../../src/verifiers/toolchains/python/lint/mypy.ts';
import { PYRIGHT } from '../../../../../src/verifiers/toolchains/python/lint/pyright.ts';
import { RUFF } from '../../../../../src/verifiers/toolchains/python/lint/ruff.ts';
import { territoriesOf } from '../../../../../src/verifiers/toolchains/python/lint/territories.ts';
import type { PythonTree } from '../../../../../src/verifiers/toolchains/python/tree.ts';

const RUN = { report: '/r/report', targets: ['a.py'], settings: '', text: '', python: null };

describe('ruff', () => {
  it('mends nothing and writes its report beside the tree', () => {
    expect(RUFF.arguments(RUN)).toEqual([
      ...['check', '--no-fix', '--no-cache', '--force-exclude', '--quiet'],
      ...['--output-format', 'json', '--output-file', '/r/report', 'a.py'],
    ]);
  });

  it('reads what it writes, also where a file is no Python', () => {
    const report = [
      {
        cell: null,
        code: 'F401',
        end_location: { column: 10, row: 1 },
        filename: '/tree/a.py',
        fix: { applicability: 'safe', edits: [], message: 'Remove unused import: `os`' },
        location: { column: 8, row: 1 },
        message: '`os` imported but unused',
        noqa_row: 1,
        url: 'https://docs.astral.sh/ruff/rules/unused-import',
      },
      {
        cell: null,
        code: null,
        end_location: { column: 1, row: 3 },
        filename: '/tree/b.py',
        fix: null,
        location: { column: 7, row: 2 },
        message: 'SyntaxError: Expected an expression',
        noqa_row: null,
        url: null,
      },
    ];
    expect(RUFF.read(JSON.stringify(report))).toEqual([
      { file: '/tree/a.py', line: 1, rule: 'F401', message: '`os` imported but unused' },
      { file: '/tree/b.py', line: 2, rule: null, message: 'SyntaxError: Expected an expression' },
    ]);
    expect(RUFF.read('[]')).toEqual([]);
  });
});

describe('flake8', () => {
  it('is read between its control characters, among the source it shows', () => {
    const report = '\u001ea b.py\u001f3\u001fE501\u001fline too long: x:1\nx = 1\n  ^\n1 E501\n';
    expect(FLAKE8.read(report)).toEqual([
      { file: 'a b.py', line: 3, rule: 'E501', message: 'line too long: x:1' },
    ]);
    expect(FLAKE8.arguments(RUN)).toContain('--output-file=/r/report');
  });
});

describe('bandit', () => {
  it.each([
    ['.bandit', '[bandit]\nskips: B101\n', '--ini'],
    ['.bandit', 'skips: [B101]\n', '-c'],
    ['pyproject.toml', '[tool.bandit]\n', '-c'],
  ])('is given %s', (settings, text, flag) => {
    const args = BANDIT.arguments({ ...RUN, settings, text });
    expect(args.slice(-3)).toEqual([flag, settings, 'a.py']);
  });

  it('names what it found and what it could not read', () => {
    const report = {
      errors: [{ filename: 'b.py', reason: 'syntax error while parsing AST from file' }],
      generated_at: '2024-01-01T00:00:00Z',
      metrics: {},
      results: [
        {
          ...{ code: '1 eval(x)\n', filename: './a.py', issue_confidence: 'HIGH' },
          ...{ issue_severity: 'MEDIUM', issue_text: 'Use of eval.', line_number: 1 },
          ...{ line_range: [1], test_id: 'B307', test_name: 'blacklist' },
        },
      ],
    };
    expect(BANDIT.read(JSON.stringify(report))).toEqual([
      { file: './a.py', line: 1, rule: 'B307', message: 'Use of eval.' },
      {
        ...{ file: 'b.py', line: null, rule: 'unread' },
        message: 'syntax error while parsing AST from file',
      },
    ]);
  });
});

describe('mypy', () => {
  it('is read line by line, errors alone', () => {
    const report = [
      '/tree/a.py:3: error: Incompatible return value type (got "int")  [return-value]',
      '/tree/a.py:4:5: error: Name "x" is not defined  [name-defined]',
      '/tree/a.py:4:5: note: See https://mypy.readthedocs.io',
      'mypy.ini:2: error: Error importing plugin "nowhere": No module named "nowhere"',
      'a b.py: error: Duplicate module named "a b"',
      'a.py:5:1:5:9: error: Unused "type: ignore" comment  [unused-ignore]',
      'Found 3 errors in 1 file (checked 2 source files)',
    ];
    const told = MYPY.read(report.join('\n')) ?? [];
    expect(told.map(({ file, line, rule }) => [file, line, rule])).toEqual([
      ['/tree/a.py', 3, 'return-value'],
      ['/tree/a.py', 4, 'name-defined'],
      ['mypy.ini', 2, null],
      ['a b.py', null, null],
      ['a.py', 5, 'unused-ignore'],
    ]);
    expect(told[0]?.message).toBe('Incompatible return value type (got "int")');
  });

  it('uses the interpreter of the project and keeps nothing', () => {
    const args = MYPY.arguments({ ...RUN, python: '/tree/.venv/bin/python' });
    expect(args).toContain('--cache-dir=/dev/null');
    expect(args).toContain('--python-executable=/tree/.venv/bin/python');
  });

  it.each<[string, string, readonly string[], readonly string[]]>([
    ['what the settings name', '[mypy]\nfiles = src\n', ['src/a.py'], []],
    ['everything', '[mypy]\nstrict = True\n', ['a.py', 'tests/test_a.py'], ['.']],
    [
      ...([
        'everything, whatever other sections name',
        '[tool.mypy]\nstrict = true\n[tool.x]\npackages = ["a"]\n',
        ['a.py'],
      ] as const),
      ['.'],
    ],
    [
      ...([
        'all but tests where modules share a name',
        '',
        ['a.py', 'setup.py', 'src/b.py', 't/one/conftest.py', 't/two/conftest.py'],
      ] as const),
      ['a.py', 'src'],
    ],
    [
      ...([
        'everything where packages keep names apart',
        '',
        ['a/__init__.py', 'a/x.py', 'b/__init__.py', 'b/x.py'],
      ] as const),
      ['.'],
    ],
    ['everything where there are tests alone', '', ['a/test_x.py', 'b/test_x.py'], ['.']],
  ])('looks at %s', (_, text, files, targets) => {
    expect(MYPY.targets?.(files, text)).toEqual(targets);
  });
});

describe('pyright', () => {
  it('is read, errors alone, lines from 1', () => {
    const place = (line: number) => ({
      start: { line, character: 0 },
      end: { line, character: 1 },
    });
    const report = {
      version: '1.1.414',
      time: '1795377866566',
      generalDiagnostics: [
        {
          ...{ file: '/tree/a.py', severity: 'error', rule: 'reportReturnType', range: place(2) },
          message: 'Type "int" is not assignable to return type "str"\n  "int" is not assignable',
        },
        { file: '/tree/a.py', severity: 'warning', message: 'unused', range: place(3) },
        { severity: 'error', message: 'No configuration file found.' },
      ],
      summary: { filesAnalyzed: 1, errorCount: 1, warningCount: 1, informationCount: 0 },
    };
    expect(PYRIGHT.read(JSON.stringify(report))).toMatchObject([
      { file: '/tree/a.py', line: 3, rule: 'reportReturnType' },
      { file: null, line: null, rule: null, message: 'No configuration file found.' },
    ]);
    expect(PYRIGHT.arguments({ ...RUN, python: '/p' })).toEqual([
      ...['--outputjson', '--pythonpath', '/p'],
    ]);
  });
});

describe('every tool', () => {
  it.each<readonly [LintTool]>([[RUFF], [FLAKE8], [BANDIT], [MYPY], [PYRIGHT]])(
    'reads anything without falling over',
    (tool) => {
      fc.assert(
        fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
          const told = tool.read(text);
          expect(told === null || Array.isArray(told)).toBe(true);
        }),
      );
    },
  );
});

describe('where a tool is set up', () => {
  const treeOf = (
    settings: Readonly<Record<string, string>>,
    files: readonly string[],
  ): PythonTree => ({
    files,
    settings: Object.keys(settings).toSorted(),
    foreign: new Set(),
    textOf: (path) => Promise.resolve(settings[path] ?? ''),
  });

  it('is the nearest folder that says so, which looks after what is below it', async () => {
    const tree = treeOf(
      {
        'pyproject.toml': '[tool.ruff]\n',
        'a/pyproject.toml': '[tool.ruff.lint]\n',
        'b/pyproject.toml': '[project]\n',
        'tests/fixtures/x/ruff.toml': '',
        'examples/y/ruff.toml': '',
      },
      ['a/x.py', 'b/y.py', 'z.py', 'examples/y/e.py'],
    );
    const found = await territoriesOf(RUFF, tree);
    expect(found.map(({ folder, settings, files }) => [folder, settings, files])).toEqual([
      ['', 'pyproject.toml', ['b/y.py', 'z.py', 'examples/y/e.py']],
      ['a', 'pyproject.toml', ['a/x.py']],
    ]);
  });

  it.each<readonly [LintTool, string, string, boolean]>([
    [FLAKE8, 'setup.cfg', '[metadata]\n', false],
    [FLAKE8, 'tox.ini', '[flake8]\n', true],
    [MYPY, 'setup.cfg', '[mypy]\n', true],
    [MYPY, 'setup.cfg', '[mypy-numpy.*]\n', false],
    [MYPY, 'pyproject.toml', '[[tool.mypy.overrides]]\n', true],
    [BANDIT, 'pyproject.toml', '# [tool.bandit]\n', false],
    [PYRIGHT, 'pyproject.toml', '[tool.pyright]\n', true],
  ])('%# is told by the text', async (tool, file, text, is) => {
    expect((await territoriesOf(tool, treeOf({ [file]: text }, ['a.py']))).length > 0).toBe(is);
  });
});
