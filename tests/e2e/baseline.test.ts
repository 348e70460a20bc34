import { afterEach, describe, expect, it } from 'vitest';
import type { FakeStep } from '../support/fake-claude.ts';
import type { Machine } from './harness/machine.ts';
import { chunkCommits } from './harness/reading.ts';
import { sampleFiles, specText } from './harness/sample.ts';
import { createStage, type Stage } from './harness/stage.ts';

const SPEC = 'docs/specs/9_math.md';

let stage: Stage;
let here: Machine;

afterEach(async () => {
  await stage.remove();
});

const TEST = (name: string, body: string): string =>
  `import { test } from 'node:test';\nimport assert from 'node:assert';\n${body}\ntest('${name}', () => check(assert));\n`;

/** A test of its own file: `check` is what it does. */
function testFile(name: string, from: string, check: string): string {
  const body = `import { ${from} } from '../src/${from}.js';\nconst check = (assert) => { ${check} };`;
  return TEST(name, body);
}

const FILES = {
  'package.json': '{ "type": "module", "scripts": { "test": "node --test tests/" } }\n',
  'src/add.js': 'export const add = (a, b) => a + b;\n',
  'src/half.js': 'export const half = (a) => a / 3;\n',
  'tests/add.test.js': testFile('adds', 'add', 'assert.equal(add(1, 2), 3);'),
};
const OLD = { 'tests/half.test.js': testFile('halves', 'half', 'assert.equal(half(4), 2);') };

async function open(
  titles: readonly string[],
  claude: readonly FakeStep[],
  files: Readonly<Record<string, string>> = {},
): Promise<void> {
  const spec = specText(
    'Math',
    titles.map((title) => ({ title })),
  );
  stage = await createStage({
    files: sampleFiles({ [SPEC]: spec, ...FILES, ...files }, {}),
    claude,
  });
  here = stage.machine();
}

const trailers = () =>
  chunkCommits(stage.origin, 'main..refs/heads/codelicious/spec-9').map(
    (commit) => commit.trailers,
  );

const DOUBLE = 'export const double = (a) => 2 * a;\n';
const DOUBLE_TEST = testFile('doubles', 'double', 'assert.equal(double(2), 4);');

describe('a test that fails on the base', () => {
  it('is listed and keeps nobody back; what else breaks is refused', async () => {
    await open(
      ['Add double', 'Break add'],
      [
        {
          chunk: 'Add double',
          write: { 'src/double.js': DOUBLE, 'tests/double.test.js': DOUBLE_TEST },
        },
        { chunk: 'Break add', write: { 'src/add.js': 'export const add = (a, b) => a - b;\n' } },
      ],
      OLD,
    );
    const ran = await here.build(['--max-fix-attempts', '0']);
    expect(ran.status, ran.stderr).toBe(1);
    expect(trailers()).toMatchObject([
      { 'Codelicious-Verified': 'npm test', 'Codelicious-Proof': 'red-green' },
    ]);
    const { pulls } = stage.github.state;
    expect(pulls[0]?.body).toContain('known from before: `halves`');
    expect(pulls[0]?.body).toContain('proof red-green');
    const failed = ran.events.filter(({ type }) => type === 'chunk.failed');
    expect(failed).toMatchObject([{ title: 'Break add', code: 'verification' }]);
    expect(JSON.stringify(failed)).toContain('add.test.js');
  });
});

describe('new tests', () => {
  it('are told by what they prove', async () => {
    await open(
      ['Add double', 'Add triple', 'Say more'],
      [
        {
          chunk: 'Add double',
          write: { 'src/double.js': DOUBLE, 'tests/double.test.js': DOUBLE_TEST },
        },
        {
          chunk: 'Add triple',
          write: {
            'src/triple.js': 'export const triple = (a) => 3 * a;\n',
            'tests/more.test.js': testFile('adds more', 'add', 'assert.equal(add(2, 2), 4);'),
          },
        },
        { chunk: 'Say more', write: { 'README.md': 'More of it.\n' } },
      ],
    );
    const ran = await here.build();
    expect(ran.status, ran.stderr).toBe(0);
    expect(trailers().map((each) => each['Codelicious-Proof'])).toEqual([
      'red-green',
      'green-only',
      'none',
    ]);
  });

  it('have to prove the change where that is asked for', async () => {
    await open(['Add double'], [{ chunk: 'Add double', write: { 'src/double.js': DOUBLE } }]);
    const ran = await here.build(['--require-proof', '--max-fix-attempts', '0']);
    expect(ran.status).toBe(1);
    expect(ran.events.filter(({ type }) => type === 'chunk.failed')).toMatchObject([
      { code: 'verification', message: expect.stringContaining('no test proves') as string },
    ]);
  });

  it('are refused when they fail the second time', async () => {
    const flaky = [
      "import { existsSync, writeFileSync } from 'node:fs';",
      "import { double } from '../src/double.js';",
      'const check = (assert) => {',
      "  const seen = existsSync('node_modules/.seen');",
      "  writeFileSync('node_modules/.seen', '');",
      '  assert.equal(double(2), seen ? 5 : 4);',
      '};',
    ].join('\n');
    await open(
      ['Add double'],
      [
        {
          chunk: 'Add double',
          write: { 'src/double.js': DOUBLE, 'tests/double.test.js': TEST('doubles', flaky) },
        },
      ],
      { '.gitignore': 'node_modules/\n' },
    );
    here.repo.write({ 'node_modules/.keep': '' });
    const ran = await here.build(['--max-fix-attempts', '0']);
    expect(ran.status).toBe(1);
    expect(ran.events.filter(({ type }) => type === 'chunk.failed')).toMatchObject([
      { code: 'verification', message: expect.stringContaining('run again') as string },
    ]);
    expect([...stage.github.state.pulls]).toEqual([]);
  });
});
