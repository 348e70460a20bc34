import type { Kit } from './kit.ts';

const TEST = `import { expect, test } from 'vitest';
import { add } from '../src/math.ts';

test('adds', () => {
  expect(add(1, 2)).toBe(3);
});
`;

const MATH = `/** The sum. */
export function add(a: number, b: number): number {
  return a + b;
}
`;

const DOUBLE = `${MATH}
/** Twice as much. */
export function double(a: number): number {
  return 2 * a;
}
`;

const DOUBLE_TEST = `import { expect, test } from 'vitest';
import { double } from '../src/math.ts';

test('doubles', () => {
  expect(double(4)).toBe(8);
});
`;

/** TypeScript with its compiler, eslint and vitest. */
export const TYPESCRIPT_KIT: Kit = {
  name: 'typescript',
  modules: ['vitest', 'typescript', 'eslint', '@eslint/js', 'typescript-eslint'],
  programs: [],
  files: {
    'package.json': `${JSON.stringify(
      {
        name: 'sample-typescript',
        type: 'module',
        scripts: { test: 'vitest run', lint: 'eslint .', types: 'tsc --noEmit' },
        devDependencies: { vitest: '*', typescript: '*', eslint: '*', 'typescript-eslint': '*' },
      },
      null,
      2,
    )}\n`,
    'tsconfig.json': `{
  "compilerOptions": {
    "target": "ES2023",
    "module": "NodeNext",
    "strict": true,
    "skipLibCheck": true,
    "noEmit": true,
    "types": [],
    "allowImportingTsExtensions": true
  },
  "include": ["src", "tests"]
}
`,
    'eslint.config.js': `import js from '@eslint/js';
import tseslint from 'typescript-eslint';

export default tseslint.config(js.configs.recommended, ...tseslint.configs.recommended);
`,
    '.gitignore': 'node_modules/\n',
    'src/math.ts': MATH,
    'src/text.ts': 'export const shout = (text: string): string => `${text.toUpperCase()}!`;\n',
    'tests/math.test.ts': TEST,
    'tests/text.test.ts': `import { expect, test } from 'vitest';
import { shout } from '../src/text.ts';

test('shouts', () => {
  expect(shout('hey')).toBe('HEY!');
});
`,
  },
  good: { 'src/math.ts': DOUBLE, 'tests/double.test.ts': DOUBLE_TEST },
  syntax: { 'src/half.ts': 'export const half = (a: number => a / 2;\n' },
  broken: { 'src/math.ts': MATH.replace('a + b', 'a - b') },
  test: 'tests/math.test.ts',
  skipped: TEST.replace("test('adds'", "test.skip('adds'"),
  blinded: {
    'vitest.config.ts':
      "import { defineConfig } from 'vitest/config';\n\nexport default defineConfig({ test: { exclude: ['**/math.test.ts'] } });\n",
  },
  oldFailure: {
    'src/third.ts': 'export const third = (a: number): number => a / 2;\n',
    'tests/third.test.ts': `import { expect, test } from 'vitest';
import { third } from '../src/third.ts';

test('takes a third', () => {
  expect(third(9)).toBe(3);
});
`,
  },
  lint: {
    path: 'src/typed.ts',
    text: "export const count: number = 'three';\n",
  },
  dangerous: {
    path: 'src/run.ts',
    text: "import { exec } from 'node:child_process';\n\nexport function list(folder: string): void {\n  exec(`ls ${folder}`);\n}\n",
  },
};
