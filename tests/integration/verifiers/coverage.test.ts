import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectCoverage } from '../../../src/domain/coverage.ts';
import type { CheckResult } from '../../../src/domain/verdict.ts';
import type { VerifyScope } from '../../../src/ports/verifier.ts';
import { createSandbox } from '../../../src/sandbox/sandbox.ts';
import { createProcesses } from '../../../src/system/processes.ts';
import { createCustomVerifier } from '../../../src/verifiers/custom.ts';

const C8 = join(import.meta.dirname, '../../real-tools/node_modules/.bin/c8');
const PYTHON = '/usr/bin/python3';
const HAS_COVERAGE_PY = spawnSync(PYTHON, ['-c', 'import coverage']).status === 0;

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'codelicious-coverage-'));
});
afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
});

let trees = 0;

/** What a command is found to have measured in a tree. */
async function measure(
  command: string,
  files: Readonly<Record<string, string>>,
): Promise<CheckResult | undefined> {
  const root = join(dir, `tree-${(trees += 1)}`);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const processes = createProcesses();
  const verifier = createCustomVerifier({
    ...{ commands: [command], timeoutMs: 60_000, passEnv: [], processes },
    sandbox: createSandbox('none', processes),
    env: { PATH: process.env['PATH'], HOME: dir },
  });
  const scope: VerifyScope = {
    ...{ root, borrows: [], changed: [], task: { kind: 'full' }, env: {} },
    ...{ added: async () => null, baseFile: async () => null },
  };
  const [check] = await verifier.check(scope, new AbortController().signal);
  return check;
}

const HALF_JS = [
  'export function sign(x) {',
  '  if (x < 0) {',
  '    return -1;',
  '  }',
  '  return 1;',
  '}\n',
].join('\n');
const JS = {
  'package.json': '{ "type": "module" }',
  'src/sign.js': HALF_JS,
  'tests/sign.test.js':
    "import { test } from 'node:test';\nimport { sign } from '../src/sign.js';\ntest('one', () => sign(1));\n",
};

describe('a report that a command writes', () => {
  it('is read: node:test', async () => {
    const check = await measure(
      'node --test --experimental-test-coverage --test-reporter=lcov --test-reporter-destination=lcov.info tests/',
      JS,
    );
    expect(check).toMatchObject({ status: 'passed' });
    const sign = check?.coverage?.find(({ path }) => path === 'src/sign.js');
    expect(sign?.uncovered).toEqual(expect.arrayContaining([3]));
    expect(sign?.covered).toEqual(expect.arrayContaining([1, 2, 5]));
  });

  it.skipIf(!existsSync(C8))('is read: c8, in a package', async () => {
    const inside = Object.entries(JS).map(([path, text]) => [`packages/a/${path}`, text] as const);
    const test = `${C8} --reporter=json --reporter=lcov node tests/sign.test.js`;
    const check = await measure(`cd packages/a && ${test}`, Object.fromEntries(inside));
    expect(check?.coverage?.map(({ path }) => path)).toEqual(['packages/a/src/sign.js']);
    expect(check?.coverage?.[0]?.uncovered).toEqual(expect.arrayContaining([3]));
    const { covered = 0, total = 0 } = projectCoverage(check?.coverage ?? []) ?? {};
    expect(covered).toBeGreaterThan(0);
    expect(covered).toBeLessThan(total);
  });

  it.skipIf(!HAS_COVERAGE_PY)('is read: coverage.py', async () => {
    const check = await measure(
      `${PYTHON} -m coverage run run.py && ${PYTHON} -m coverage json -q`,
      {
        'pkg/sign.py':
          'def sign(x):\n    if x < 0:\n        return -1\n    if x == 0:  # pragma: no cover\n        return 0\n    return 1\n',
        'run.py': 'from pkg.sign import sign\nsign(1)\n',
      },
    );
    expect(check?.coverage?.find(({ path }) => path === 'pkg/sign.py')).toEqual({
      path: 'pkg/sign.py',
      covered: [1, 2, 6],
      uncovered: [3],
    });
  });

  it('counts for nothing where the command wrote none', async () => {
    const check = await measure('true', { 'lcov.info': 'SF:src/sign.js\nDA:1,1\nend_of_record\n' });
    expect(check).toMatchObject({ status: 'passed' });
    expect(check).not.toHaveProperty('coverage');
  });
});
