import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Rules about size: past these limits, something wants to be two things. */
const size = {
  'max-lines': ['error', { max: 250, skipBlankLines: false, skipComments: false }],
  'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true }],
  'max-params': ['error', { max: 3 }],
  'max-depth': ['error', { max: 4 }],
  complexity: ['error', { max: 15 }],
};

/** Asynchronous code lives by these: a forgotten promise is a lost failure. */
const promises = {
  '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: true }],
  '@typescript-eslint/no-misused-promises': 'error',
  '@typescript-eslint/promise-function-async': ['error', { checkArrowFunctions: false }],
  '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
  'no-promise-executor-return': 'error',
  'require-atomic-updates': 'off',
};

const style = {
  '@typescript-eslint/consistent-type-imports': 'error',
  '@typescript-eslint/consistent-type-exports': 'error',
  '@typescript-eslint/switch-exhaustiveness-check': [
    'error',
    { considerDefaultExhaustiveForUnions: true },
  ],
  '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
  '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
  '@typescript-eslint/no-unused-vars': [
    'error',
    { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
  ],
  // Control characters are what the sanitisers look for.
  'no-control-regex': 'off',
  'no-restricted-syntax': [
    'error',
    {
      selector: 'ClassDeclaration:not([superClass.name=/Error$/])',
      message: 'Classes are for errors only: write a factory function.',
    },
    {
      selector: 'ImportDeclaration[source.value="zod"] > ImportSpecifier',
      message: "Write import * as z from 'zod': the named import loads every locale at start-up.",
    },
    { selector: 'TSEnumDeclaration', message: 'Write a union of literals.' },
    { selector: 'ExportDefaultDeclaration', message: 'Export by name.' },
  ],
  eqeqeq: ['error', 'always'],
  'no-console': 'error',
  'no-param-reassign': 'error',
  'object-shorthand': 'error',
  'prefer-template': 'error',
};

const imports = {
  paths: [
    ...['fs', 'path', 'child_process', 'os', 'crypto', 'url', 'util'].map((name) => ({
      name,
      message: `Write node:${name}.`,
    })),
  ],
  patterns: [
    { group: ['../**/dist/**'], message: 'Import the source.' },
    {
      regex: '^\\.\\.?/.*(?<!\\.(ts|js|json|mjs|cjs))$',
      message: 'Name the file with its extension.',
    },
  ],
};

export default defineConfig(
  {
    ignores: [
      'dist/',
      '.dist-*/',
      'coverage/',
      'schemas/',
      'node_modules/',
      'tests/real-claude/',
      'tests/real-tools/',
      'tests/fixtures/**',
      'tests/architecture/planted/**',
    ],
  },
  {
    files: ['**/*.ts'],
    extends: [
      js.configs.recommended,
      tseslint.configs.strictTypeChecked,
      tseslint.configs.stylisticTypeChecked,
    ],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      ...size,
      ...promises,
      ...style,
      'no-restricted-imports': 'off',
      '@typescript-eslint/no-restricted-imports': ['error', imports],
    },
  },
  {
    // A describe block is a function too, a row of a table has many columns, and a test may take its
    // subject apart or stand in for a stream.
    files: ['tests/**/*.ts', 'bench/**/*.ts'],
    rules: {
      'max-lines': ['error', { max: 500 }],
      'max-lines-per-function': 'off',
      'max-params': 'off',
      'no-restricted-syntax': 'off',
      complexity: 'off',
      'no-console': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    // The tools ask for a default export.
    files: ['vitest.config.ts', 'tests/global-setup.ts', 'tests/e2e/build-program.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: ['**/*.js'],
    extends: [js.configs.recommended],
    languageOptions: {
      ecmaVersion: 2023,
      sourceType: 'module',
      globals: {
        console: 'readonly',
        process: 'readonly',
        URL: 'readonly',
        performance: 'readonly',
        Buffer: 'readonly',
        setTimeout: 'readonly',
      },
    },
    rules: { ...size, eqeqeq: ['error', 'always'], 'prefer-const': 'error' },
  },
  {
    files: ['bin/*.js'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: { require: 'readonly', __dirname: 'readonly' },
    },
  },
);
