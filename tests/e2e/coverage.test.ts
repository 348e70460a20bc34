import { afterEach, describe, expect, it } from 'vitest';
import type { FakeStep } from '../support/fake-claude.ts';
import type { Machine } from './harness/machine.ts';
import { sampleFiles, specText } from './harness/sample.ts';
import { createStage, type Stage } from './harness/stage.ts';

const SPEC = 'docs/specs/9_math.md';
const MEASURED =
  'node --test --experimental-test-coverage --test-reporter=lcov --test-reporter-destination=lcov.info tests/';

let stage: Stage;
let here: Machine;

afterEach(async () => {
  await stage.remove();
});

function testOf(name: string): string {
  return [
    "import { test } from 'node:test';",
    "import assert from 'node:assert';",
    `import { ${name} } from '../src/${name}.js';`,
    `test('${name}', () => assert.equal(${name}(3), ${name === 'double' ? 6 : 9}));\n`,
  ].join('\n');
}

const DOUBLE = {
  'src/double.js': 'export const double = (a) => 2 * a;\n',
  'tests/double.test.js': testOf('double'),
};
const UNTESTED = ['export function less(a) {', '  const half = a / 2;', '  return half;', '}\n'];
const TRIPLE = {
  'src/triple.js': `export const triple = (a) => 3 * a;\n${UNTESTED.join('\n')}`,
  'tests/triple.test.js': testOf('triple'),
};

/** One chunk for each step, on a base whose one line is tested. */
async function open(steps: readonly FakeStep[], config: object): Promise<void> {
  const titles = steps.map(({ chunk }) => ({ title: chunk ?? '' }));
  const files = {
    'package.json': JSON.stringify({
      type: 'module',
      scripts: { test: 'node --test --experimental-test-coverage tests/' },
    }),
    'src/index.js': "export { one } from './one.js';\n",
    'src/one.js': 'export const one = () => 1;\n',
    'tests/one.test.js':
      "import { test } from 'node:test';\nimport { one } from '../src/one.js';\ntest('one', () => one());\n",
  };
  stage = await createStage({
    files: sampleFiles({ [SPEC]: specText('Math', titles), ...files }, config),
    claude: steps,
  });
  here = stage.machine();
}

describe('coverage', () => {
  it('is shown of each task, and a drop below a floor that was set is refused', async () => {
    await open(
      [
        { chunk: 'Add double', write: DOUBLE },
        { chunk: 'Add triple', write: TRIPLE },
      ],
      { verify: { commands: [MEASURED] } },
    );
    const ran = await here.build(['--min-coverage', '80', '--max-fix-attempts', '0', '--verbose']);
    expect(ran.status, ran.stderr).toBe(1);
    expect(ran.stderr).toContain('patch coverage 1 of 1 line, 100 %');
    const failed = ran.events.filter(({ type }) => type === 'chunk.failed');
    expect(failed).toMatchObject([{ title: 'Add triple', code: 'verification' }]);
    expect(JSON.stringify(failed)).toMatch(/coverage \d.* %.*, below 80 %/);
    expect(JSON.stringify(failed)).toContain('src/triple.js:');
    expect(stage.github.state.pulls[0]?.body).toContain(': patch coverage 1 of 1 line, 100 %');
  });

  it('that holds its floors lands with its change in percentage points', async () => {
    const config = { verify: { minCoverage: 100, minPatchCoverage: 100 } };
    await open([{ chunk: 'Add double', write: DOUBLE }], config);
    const ran = await here.build(['--json']);
    expect(ran.status, ran.stderr).toBe(0);
    expect(stage.github.state.pulls[0]?.body).toContain('; coverage 100 % (+0.0 pp)');
    const data = JSON.parse(ran.stdout) as { specs: { chunks: { verification: unknown }[] }[] };
    expect(data.specs[0]?.chunks[0]?.verification).toMatchObject({
      proof: 'red-green',
      coverage: { patch: { covered: 1, total: 1 }, project: { change: 0, floor: 100 } },
      checks: expect.arrayContaining([
        expect.objectContaining({ name: 'npm test', kind: 'test' }),
      ]) as unknown,
    });
  });

  it('is neither a pass nor a failure where nothing measures it', async () => {
    await open([{ chunk: 'Add triple', write: TRIPLE }], {
      verify: { commands: ['sh check.sh'], minPatchCoverage: 100 },
    });
    const ran = await here.build(['--min-coverage', '100']);
    expect(ran.status, ran.stderr).toBe(0);
    expect(stage.github.state.pulls[0]?.body).toContain('patch coverage n/a; coverage n/a');
  });

  it('cannot be asked for beyond all of it', async () => {
    await open([], {});
    const ran = await here.run(['--min-coverage', '101']);
    expect(ran.status).toBe(2);
    expect(ran.stderr.trim().split('\n')).toHaveLength(1);
    expect(ran.stderr).toMatch(/--min-coverage.*101.*0 to 100/);
  });
});
