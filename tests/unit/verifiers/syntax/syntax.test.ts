import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dataFault } from '../../../../src/verifiers/syntax/data.ts';
import { readScript } from '../../../../src/verifiers/syntax/javascript.ts';
import { jsoncFault, jsonFault } from '../../../../src/verifiers/syntax/json.ts';
import { syntaxOf } from '../../../../src/verifiers/syntax/languages.ts';

describe('how a path is read', () => {
  it.each([
    ['src/a.ts', 'script'],
    ['a.mjs', 'script'],
    ['a.tsx', 'script'],
    ['package.json', 'json'],
    ['tsconfig.json', 'jsonc'],
    ['packages/a/tsconfig.build.json', 'jsonc'],
    ['.eslintrc', 'jsonc'],
    ['.eslintrc.json', 'jsonc'],
    ['.vscode/settings.json', 'jsonc'],
    ['a.jsonc', 'jsonc'],
    ['.github/workflows/ci.yml', 'yaml'],
    ['pyproject.toml', 'toml'],
    ['src/a.py', 'python'],
    ['src/a.pyi', 'python'],
    ['a.vue', null],
    ['a.svelte', null],
    ['README.md', null],
    ['Makefile', null],
    ['tests/fixtures/broken.json', null],
    ['__fixtures__/a.js', null],
    ['{{cookiecutter.name}}/setup.py', null],
    ['pnpm-lock.yaml', null],
    ['public/app.min.js', null],
  ])('%s: %s', (path, syntax) => {
    expect(syntaxOf(path)).toBe(syntax);
  });
});

describe('scripts', () => {
  it.each([
    ['a.js', 'import a from "a";\nexport default await a();'],
    ['a.cjs', 'const a = require("a");\nmodule.exports = a;\nreturn;'],
    ['a.js', '#!/usr/bin/env node\nwith (a) b();'],
    ['a.js', '// @flow\ntype A = {| +b: number |};\nconst f = (a: A): ?string => null;'],
    ['a.jsx', 'export const A = () => <><b {...c}>d</b></>;'],
    ['a.js', 'export const A = () => <b />;'],
    [
      'a.ts',
      'const a = <T,>(b: T) => b as const satisfies T;\nenum E { A }\nabstract class B<T> {}',
    ],
    ['a.ts', 'const a = <string>b;\ndeclare module "x";\nexport type { A } from "./a";'],
    ['a.ts', '@Injectable()\nexport class A { constructor(@Inject(B) private readonly b: B) {} }'],
    ['a.ts', 'class A { @logged accessor b = 1; @(dec()) c() {} }'],
    ['a.ts', 'using a = open();\nimport data from "./a.json" with { type: "json" };'],
    ['a.d.ts', 'declare function f(a: string): void;\nexport declare const b: number;'],
    ['a.mts', 'export const a = 1;'],
    ['a.tsx', 'export const A = <T,>({ b }: { b: T }) => <p>{b!}</p>;'],
  ])('%s is read: %s', async (path, text) => {
    expect((await readScript(path, text)).kind).toBe('read');
  });

  it.each([
    ['a.js', 'const a = 1;\nconst b = {;\n', 2],
    ['a.ts', 'export function f(: string) {}', 1],
    ['a.ts', 'if (a) {\n  b();\n', 3],
    ['a.jsx', 'const a = <b>\n</c>;', 2],
    ['a.js', 'let a;\nlet a;', 2],
    ['a.js', '<<<<<<< HEAD\na();\n=======\nb();\n>>>>>>> c', 1],
  ])('%s is broken: %s', async (path, text, line) => {
    const reading = await readScript(path, text);
    expect(reading).toMatchObject({ kind: 'fault', fault: { line } });
    expect(reading.kind === 'fault' && reading.fault.message).not.toMatch(/\(\d+:\d+\)/);
  });

  it('gives up what is too deep or takes too long', async () => {
    expect((await readScript('a.js', '['.repeat(200_000))).kind).toBe('unread');
    const casts = `${'<T>('.repeat(26)}1${')'.repeat(26)}`;
    const start = performance.now();
    expect((await readScript('a.ts', casts)).kind).toBe('unread');
    expect(performance.now() - start).toBeLessThan(20_000);
  }, 30_000);
});

describe('JSON', () => {
  it.each([
    ['{"a": [1, -2.5e3, true, null, "\\u0041"]}'],
    ['\uFEFF[]'],
    [' "a" '],
    [`${'['.repeat(5000)}${']'.repeat(5000)}`],
  ])('is read: %s', (text) => {
    expect(jsonFault(text)).toBeNull();
  });

  it.each([
    ['{"a": 1,}', 1, 'expected a name in double quotes, found "}"'],
    ['{\n  "a": 1\n  "b": 2\n}', 3, 'expected "," or "}", found "\\""'],
    ['[1, 2', 1, 'expected "," or "]", found the end'],
    ['', 1, 'expected a value, found the end'],
    ['{"a" 1}', 1, 'expected ":", found "1"'],
    ["{'a': 1}", 1, 'expected a name in double quotes or "}", found "\'"'],
    ['[01]', 1, 'expected "," or "]", found "1"'],
    ['{}\n{}', 2, 'expected the end of the file, found "{"'],
    ['// a\n{}', 1, 'expected a value, found "/"'],
    ['["a\nb"]', 1, 'expected a value or "]", found "\\""'],
    ['[1}', 1, 'expected "," or "]", found "}"'],
    ['[tru]', 1, 'expected a value or "]", found "t"'],
  ])('is broken: %s', (text, line, message) => {
    expect(jsonFault(text)).toEqual({ line, message });
  });

  it('may have comments and trailing commas where its readers take them', () => {
    const text = '// a\n{\n  /* b */ "url": "http://a//b", // c\n  "list": [1, 2,],\n}\n';
    expect(jsoncFault(text)).toBeNull();
    expect(jsoncFault('')).toBeNull();
    expect(jsoncFault('{\n// a\n"a": }')).toEqual({
      line: 3,
      message: 'expected a value, found "}"',
    });
  });

  it('agrees with JSON.parse on any text', () => {
    const sign = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '1',
      '-',
      'true',
      ' ',
      '\n',
      '"',
      '\\',
    );
    const text = fc.oneof(
      fc.json(),
      fc.array(sign, { maxLength: 12 }).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(text, (given) => {
        const isSound = (() => {
          try {
            JSON.parse(given);
            return true;
          } catch {
            return false;
          }
        })();
        expect(jsonFault(given) === null).toBe(isSound);
      }),
    );
  });
});

describe('YAML and TOML', () => {
  it.each([
    ['yaml', 'a: 1\n---\nb: [1, 2]\n'],
    ['yaml', 'a: !Ref Name\nb: !Sub "x"\nc: !custom {d: 1}\n'],
    ['yaml', 'a: &x 1\nb: *x\n<<: {c: 1}\na: 2\n'],
    ['yaml', 'run: echo ${{ secrets.A }}\n'],
    ['yaml', '{{- if .Values.a }}\na: {{ .Values.b }}\n{{- end }}\n'],
    ['yaml', ''],
    ['toml', '[a]\nb = 1979-05-27T07:32:00Z\n[[c]]\nd = """\ne\n"""\n'],
    ['jsonc', '{ "a": {{ b }} }'],
  ] as const)('%s is read: %s', async (syntax, text) => {
    expect(await dataFault(syntax, text)).toBeNull();
  });

  it.each([
    ['yaml', 'a:\n  - b\n c: d\n', 3],
    ['yaml', 'a: "b\n', 2],
    ['yaml', 'a: 1\n---\nb: [1, 2\nc: 3\n', 4],
    ['yaml', 'jobs:\n\tbuild: 1\n', 2],
    ['toml', 'a = 1\nb = \n', 2],
    ['toml', '[a\nb = 1\n', 1],
    ['toml', 'a = 1\na = 2\n', 2],
    ['json', '{', 1],
  ] as const)('%s is broken: %s', async (syntax, text, line) => {
    const fault = await dataFault(syntax, text);
    expect(fault?.line).toBe(line);
    expect(fault?.message).toMatch(/\S/);
  });

  it('read any text without a fault of their own', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 200 }), async (text) => {
        for (const syntax of ['json', 'jsonc', 'yaml', 'toml'] as const)
          await dataFault(syntax, text);
        await readScript('a.ts', text);
      }),
      { numRuns: 100 },
    );
  });

  it('give up what is too deep', async () => {
    expect(await dataFault('yaml', '['.repeat(100_000))).toBeDefined();
    expect(await dataFault('toml', `a = ${'['.repeat(100_000)}`)).toBeDefined();
  }, 30_000);
});
