import { mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import type { FakeStep } from '../support/fake-claude.ts';
import type { Machine } from './harness/machine.ts';
import { chunkCommits } from './harness/reading.ts';
import { sampleFiles, specText } from './harness/sample.ts';
import { createStage, type Stage } from './harness/stage.ts';

const MODULES = join(dirname(fileURLToPath(import.meta.url)), '../../node_modules');

let stage: Stage;
let here: Machine;

afterEach(async () => {
  await stage.remove();
});

const NAMES = ['add', 'sub', 'mul', 'neg'] as const;

const test = (name: string): string =>
  `test('${name} works', () => {\n  assert.equal(${name}(4, 2), ${name}Of(4, 2));\n});\n`;

const TESTS = [
  "import assert from 'node:assert';",
  "import { test } from 'node:test';",
  "import { add, mul, neg, sub } from '../src/math.js';",
  '',
  'const addOf = () => 6;',
  'const subOf = () => 2;',
  'const mulOf = () => 8;',
  'const negOf = () => -4;',
  '',
  ...NAMES.map(test),
].join('\n');

const MATH = [
  'export const add = (a, b) => a + b;\n',
  'export const sub = (a, b) => a - b;\n',
  'export const mul = (a, b) => a * b;\n',
  'export const neg = (a) => -a;\n',
].join('');

const FILES = {
  'package.json':
    '{ "type": "module", "scripts": { "test": "node --test" }, "devDependencies": { "eslint": "*" } }\n',
  'eslint.config.js': "export default [{ rules: { 'no-debugger': 'error' } }];\n",
  '.gitignore': 'node_modules/\n',
  'src/math.js': MATH,
  'test/math.test.js': TESTS,
  'src/old.js': 'export const old = 1;\n',
  'test/old.test.js':
    "import assert from 'node:assert';\nimport { test } from 'node:test';\nimport { old } from '../src/old.js';\n\ntest('old is one', () => {\n  assert.equal(old, 1);\n});\n",
};

async function open(steps: readonly FakeStep[]): Promise<void> {
  const titles = steps.map(({ chunk: title = '' }) => ({ title }));
  stage = await createStage({
    files: sampleFiles({ 'docs/specs/9_math.md': specText('Math', titles), ...FILES }, {}),
    claude: steps,
  });
  here = stage.machine();
  const modules = join(here.repo.root, 'node_modules');
  mkdirSync(join(modules, '.bin'), { recursive: true });
  symlinkSync(join(MODULES, 'eslint'), join(modules, 'eslint'));
  symlinkSync('../eslint/bin/eslint.js', join(modules, '.bin', 'eslint'));
}

const BROKEN = MATH.replace('a - b', 'a - b - 1');

describe('a run', () => {
  it('refuses what passes by bending its checks, and lands what does not', async () => {
    await open([
      {
        chunk: 'Make sub quicker',
        write: { 'src/math.js': BROKEN, 'test/math.test.js': TESTS.replace(test('sub'), '') },
      },
      {
        chunk: 'Make sub shorter',
        write: {
          'src/math.js': BROKEN,
          'test/math.test.js': TESTS.replace("test('sub", "test.skip('sub"),
        },
      },
      {
        chunk: 'Add a trace',
        write: { 'src/trace.js': '// eslint-disable-next-line no-debugger\ndebugger;\n' },
      },
      {
        chunk: 'Tidy up sources',
        write: { 'src/new.js': 'export {};\n' },
        remove: ['test/old.test.js'],
      },
      {
        chunk: 'Let neg be positive',
        write: {
          'src/math.js': MATH.replace('-a;', 'a;'),
          'test/math.test.js': TESTS.replace('=> -4', '=> 4'),
        },
      },
      { chunk: 'Remove the old constant', remove: ['src/old.js', 'test/old.test.js'] },
      {
        chunk: 'Skip the mul tests for now',
        replace: [{ path: 'test/math.test.js', old: "test('mul", new: "test.skip('mul" }],
      },
    ]);
    const ran = await here.build(['--max-fix-attempts', '0']);
    expect(ran.status, ran.stderr).toBe(1);
    const failed = ran.events.flatMap((event) =>
      event.type === 'chunk.failed' ? [[event.title, event.message]] : [],
    );
    expect(failed).toEqual([
      ['Make sub quicker', expect.stringContaining('"sub works" was deleted; put it back')],
      ['Make sub shorter', expect.stringContaining('"sub works" is skipped')],
      ['Add a trace', expect.stringContaining('eslint-disable-next-line no-debugger; take')],
      ['Tidy up sources', expect.stringContaining('test/old.test.js: the test "old is one"')],
    ]);
    const landed = chunkCommits(stage.origin, 'main..refs/heads/codelicious/spec-9');
    expect(landed.map(({ subject }) => subject)).toEqual([
      '[spec-9] Let neg be positive',
      '[spec-9] Remove the old constant',
      '[spec-9] Skip the mul tests for now',
    ]);
    expect(stage.github.state.pulls[0]?.body).toContain('**Look twice:**');
  });
});
