import type { Tree } from '../history.ts';
import type { Edits, Kit } from './kit.ts';

/** How tests are written for one runner. */
interface Dialect {
  readonly name: string;
  readonly modules: readonly string[];
  /** First lines of a test file. */
  readonly head: string;
  readonly call: string;
  readonly skip: string;
  readonly equal: (got: string, wanted: string) => string;
  readonly script: string;
  readonly isCommonJs?: boolean;
  readonly files?: Tree;
  /** The script that measures what tests run. */
  readonly measuring?: string;
  readonly more?: Partial<Kit>;
}

const expects = (got: string, wanted: string): string => `expect(${got}).toBe(${wanted})`;
const asserts = (got: string, wanted: string): string => `assert.equal(${got}, ${wanted})`;

const ESLINT = `import js from '@eslint/js';

export default [
  js.configs.recommended,
  { languageOptions: { globals: { process: 'readonly' } } },
];
`;

const VITEST: Dialect = {
  name: 'vitest',
  modules: ['vitest', '@vitest/coverage-v8', 'eslint', '@eslint/js'],
  head: "import { expect, test } from 'vitest';\n",
  call: 'test',
  skip: 'test.skip',
  equal: expects,
  script: 'vitest run',
  files: { 'eslint.config.js': ESLINT },
  more: {
    lint: { path: 'src/unused.js', text: 'const leftOver = 1;\nexport const kept = 2;\n' },
    coverage: {
      settings: {
        'vitest.config.js': `import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { coverage: { enabled: true, provider: 'v8', include: ['src/**'], reporter: ['text', 'json-summary', 'lcov'] } },
});
`,
        '.codelicious/config.json': '{ "verify": { "minCoverage": 80 } }\n',
      },
      untested: { 'src/report.js': untested() },
    },
  },
};

const JEST: Dialect = {
  name: 'jest',
  modules: ['jest'],
  head: '',
  call: 'test',
  skip: 'test.skip',
  equal: expects,
  script: 'jest',
  measuring: 'jest --coverage',
  isCommonJs: true,
};

const MOCHA: Dialect = {
  name: 'mocha',
  modules: ['mocha', 'c8', 'oxlint'],
  head: "import assert from 'node:assert/strict';\n",
  call: 'it',
  skip: 'it.skip',
  equal: asserts,
  script: "mocha 'tests/**/*.test.js'",
  measuring: "c8 mocha 'tests/**/*.test.js'",
  files: { '.oxlintrc.json': '{ "rules": { "no-debugger": "error" } }\n' },
  more: { lint: { path: 'src/stopped.js', text: 'export function stop() {\n  debugger;\n}\n' } },
};

const NODE_TEST: Dialect = {
  name: 'node:test',
  modules: ['@biomejs/biome'],
  head: "import assert from 'node:assert/strict';\nimport { test } from 'node:test';\n",
  call: 'test',
  skip: 'test.skip',
  equal: asserts,
  script: 'node --test tests/',
  measuring: 'node --test --experimental-test-coverage tests/',
  files: {
    'biome.json': `{ "formatter": { "enabled": false }, "assist": { "enabled": false } }\n`,
  },
  more: {
    lint: { path: 'src/stopped.js', text: 'export function stop() {\n  debugger;\n}\n' },
  },
};

const MATH = { add: '(a, b) => a + b', subtract: '(a, b) => a - b', double: '(a) => 2 * a' };

export const JAVASCRIPT_KITS: readonly Kit[] = [VITEST, JEST, MOCHA, NODE_TEST].map(kitOf);

function kitOf(dialect: Dialect): Kit {
  const add = source(dialect, { add: '(a, b) => a + b', subtract: '(a, b) => a - b' });
  const test = 'tests/math.test.js';
  const old = testFile(dialect, {
    name: 'adds',
    from: 'math',
    what: 'add',
    got: 'add(1, 2)',
    wanted: '3',
  });
  return {
    name: dialect.name,
    modules: dialect.modules,
    programs: [],
    files: {
      'package.json': manifest(dialect, dialect.script),
      '.gitignore': 'node_modules/\ncoverage/\n',
      'README.md': '# sample\n',
      'src/math.js': add,
      'src/text.js': source(dialect, { shout: '(text) => `${text.toUpperCase()}!`' }),
      [test]: old,
      'tests/text.test.js': testFile(dialect, {
        ...{ name: 'shouts', from: 'text', what: 'shout', got: "shout('hey')", wanted: "'HEY!'" },
      }),
      ...dialect.files,
    },
    good: goodOf(dialect),
    syntax: { 'src/half.js': source(dialect, { half: '(a => a / 2' }) },
    broken: { 'src/math.js': add.replace('a + b', 'a - b') },
    test,
    skipped: old.replace(`${dialect.call}('adds'`, `${dialect.skip}('adds'`),
    blinded: { 'package.json': manifest(dialect, 'true') },
    oldFailure: {
      'src/third.js': source(dialect, { third: '(a) => a / 2' }),
      'tests/third.test.js': testFile(dialect, {
        ...{ name: 'takes a third', from: 'third', what: 'third', got: 'third(9)', wanted: '3' },
      }),
    },
    flakyOld: {
      'tests/moody.test.js': flakyFile(dialect, 'old'),
    },
    flakyNew: { ...goodOf(dialect), 'tests/double.test.js': flakyFile(dialect, 'new') },
    dangerous: {
      path: 'src/run.js',
      text: source(dialect, { run: '(text) => eval(text)' }),
    },
    ...(dialect.measuring === undefined
      ? {}
      : { coverage: coverageOf(dialect, dialect.measuring) }),
    ...dialect.more,
  };
}

/** What no test runs stands in a file that tests load: not every tool counts the others. */
function coverageOf(dialect: Dialect, script: string): NonNullable<Kit['coverage']> {
  return {
    settings: {
      'package.json': manifest(dialect, script),
      '.codelicious/config.json': '{ "verify": { "minCoverage": 80 } }\n',
    },
    untested: { 'src/math.js': source(dialect, { ...MATH, report: `(kind) => {\n${kinds()}}` }) },
  };
}

function goodOf(dialect: Dialect): Edits {
  return {
    'src/math.js': source(dialect, MATH),
    'tests/double.test.js': testFile(dialect, {
      ...{ name: 'doubles', from: 'math', what: 'double', got: 'double(4)', wanted: '8' },
    }),
  };
}

function manifest({ name, modules, isCommonJs = false }: Dialect, script: string): string {
  const devDependencies = Object.fromEntries(modules.map((module) => [module, '*']));
  const type = isCommonJs ? 'commonjs' : 'module';
  const whole = {
    name: `sample-${name.replace(':', '-')}`,
    type,
    scripts: { test: script },
    devDependencies,
  };
  return `${JSON.stringify(whole, null, 2)}\n`;
}

/** A module of functions by their names. */
function source(
  { isCommonJs = false }: Dialect,
  functions: Readonly<Record<string, string>>,
): string {
  const all = Object.entries(functions);
  if (!isCommonJs) return all.map(([name, text]) => `export const ${name} = ${text};\n`).join('\n');
  const each = all.map(([name, text]) => `const ${name} = ${text};\n`).join('\n');
  return `'use strict';\n\n${each}\nmodule.exports = { ${Object.keys(functions).join(', ')} };\n`;
}

interface TestOf {
  readonly name: string;
  readonly from: string;
  readonly what: string;
  readonly got: string;
  readonly wanted: string;
}

function testFile(dialect: Dialect, { name, from, what, got, wanted }: TestOf): string {
  const imported = imports(dialect, what, `../src/${from}.js`);
  return `${dialect.head}${imported}\n${dialect.call}('${name}', () => {\n  ${dialect.equal(got, wanted)};\n});\n`;
}

function imports({ isCommonJs = false }: Dialect, what: string, from: string): string {
  return isCommonJs
    ? `const { ${what} } = require('${from}');\n`
    : `import { ${what} } from '${from}';\n`;
}

/** Counts its runs and fails as `Kit` says. */
function flakyFile(dialect: Dialect, when: 'old' | 'new'): string {
  const fs = imports(dialect, 'appendFileSync, existsSync, readFileSync', 'node:fs');
  const fails = when === 'new' ? 'runs > 1' : '(withChunk ? runs === 1 : runs % 2 === 0)';
  const what = when === 'new' ? 'double' : 'add';
  const right = when === 'new' ? ['double(4)', '8'] : ['add(2, 2)', '4'];
  return `${dialect.head}${fs}${imports(dialect, what, '../src/math.js')}
${dialect.call}('is moody, ${when}', () => {
  const withChunk = existsSync('tests/double.test.js');
  const file = \`\${process.env.XDG_CACHE_HOME}/moody-${when}-\${withChunk}\`;
  appendFileSync(file, 'x');
  const runs = readFileSync(file, 'utf8').length;
  const off = ${fails} ? 1 : 0;
  ${dialect.equal(`${right[0] ?? ''} + off`, right[1] ?? '')};
});
`;
}

function untested(): string {
  return `export function report(kind) {\n${kinds()}}\n`;
}

function kinds(): string {
  const branches = Array.from({ length: 30 }, (_, at) => {
    return `  if (kind === ${at}) {\n    return 'kind ${at}';\n  }\n`;
  });
  return `${branches.join('')}  return 'none';\n`;
}
