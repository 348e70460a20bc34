import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CheckResult } from '../../../src/domain/verdict.ts';
import type { VerifyScope } from '../../../src/ports/verifier.ts';
import { createSandbox } from '../../../src/sandbox/sandbox.ts';
import { createProcesses } from '../../../src/system/processes.ts';
import { createVerifiers, type VerifierDeps } from '../../../src/verifiers/registry.ts';

type Files = Readonly<Record<string, string>>;

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'codelicious-toolchains-'));
});
afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
});

let trees = 0;
function scopeOf(base: Files, tree: Files): VerifyScope {
  const root = join(dir, `tree-${(trees += 1)}`);
  mkdirSync(root);
  for (const [path, text] of Object.entries(tree)) write(root, path, text);
  return {
    root,
    borrows: [],
    changed: Object.keys(tree),
    task: { kind: 'change' },
    added: async () => null,
    baseFile: (path) => Promise.resolve(base[path] ?? null),
    env: {},
  };
}

function write(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** A program that says its name and arguments into a file of the tree, and ends with a code. */
function program(folder: string, name: string, code = 0): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), `#!/bin/sh\necho "${name} $*" >> ran\nexit ${code}\n`);
  chmodSync(join(folder, name), 0o755);
  return folder;
}

function deps(more: Partial<VerifierDeps> = {}): VerifierDeps {
  return {
    commands: [],
    timeoutMs: 30_000,
    processes: createProcesses(),
    sandbox: createSandbox('none', createProcesses()),
    env: { PATH: process.env['PATH'], HOME: dir },
    passEnv: [],
    ...more,
  };
}

async function checkAll(
  scope: VerifyScope,
  more: Partial<VerifierDeps> = {},
): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = [];
  for (const verifier of createVerifiers(deps(more))) {
    if (await verifier.applies(scope)) {
      results.push(...(await verifier.check(scope, new AbortController().signal)));
    }
  }
  return results;
}

function ran(scope: VerifyScope): string {
  return readFileSync(join(scope.root, 'ran'), 'utf8').trim();
}

function pkg(scripts: Record<string, string>, more: Record<string, unknown> = {}): string {
  return JSON.stringify({ scripts, ...more });
}

describe('configured commands', () => {
  it('replace the guess and are all run', async () => {
    const files = {
      'package.json': pkg({ test: 'exit 9' }),
      'tests/test_a.py': 'def test(): assert 0',
    };
    const commands = ['echo one; exit 1', 'echo "two $0"', 'no-such-program'];
    const [one, two, three] = await checkAll(scopeOf(files, files), { commands });
    expect(one).toMatchObject({
      name: 'echo one; exit 1',
      status: 'failed',
      output: 'one',
      note: null,
    });
    expect(two).toMatchObject({
      status: 'passed',
      output: expect.stringContaining('two') as unknown,
    });
    expect(three).toMatchObject({
      status: 'failed',
      note: expect.stringContaining('127') as unknown,
    });
  });

  it('keep 8 KiB of what they say', async () => {
    const [result] = await checkAll(scopeOf({}, {}), {
      commands: ['seq 1 100000; echo the end; exit 1'],
    });
    expect(result?.output.length).toBeLessThanOrEqual(8193);
    expect(result?.output).toMatch(/^…\n[^]*the end$/);
  });
});

describe('node', () => {
  const managers = (folder: string): string => {
    for (const name of ['npm', 'pnpm', 'yarn', 'bun']) program(folder, name);
    return `${folder}:/usr/bin:/bin`;
  };

  it.each([
    ['npm', {}, 'npm test'],
    ['pnpm', { 'pnpm-lock.yaml': '' }, 'pnpm test'],
    ['yarn', { 'yarn.lock': '' }, 'yarn test'],
    ['bun', { 'bun.lock': '' }, 'bun run test'],
  ])('%s by its lock file', async (_, lock, command) => {
    const files: Files = { 'package.json': pkg({ test: 'x' }), ...lock };
    const scope = scopeOf(files, files);
    const env = { PATH: managers(join(dir, 'bin')), HOME: dir };
    expect(await checkAll(scope, { env })).toMatchObject([
      { name: command, command, status: 'passed' },
    ]);
    expect(ran(scope)).toBe(command);
  });

  it('is skipped with a word where its manager is not there', async () => {
    const files = { 'package.json': pkg({ test: 'x' }, { packageManager: 'pnpm@9.0.0' }) };
    const [result] = await checkAll(scopeOf(files, files), { env: { PATH: '/nowhere' } });
    expect(result).toMatchObject({
      name: 'pnpm test',
      status: 'skipped',
      note: 'pnpm is not on PATH; get it with: corepack enable pnpm',
    });
  });

  it.each([
    ['the script is replaced', { 'package.json': pkg({ test: 'true' }) }],
    ['a script is put before it', { 'package.json': pkg({ pretest: 'exit 0', test: '' }) }],
    ['the manifest is deleted', {}],
    ['the manifest is broken', { 'package.json': '{' }],
    [
      'the manager is told to use another shell',
      { 'package.json': 'BASE', '.npmrc': 'script-shell=/bin/true' },
    ],
    [
      'the manager is replaced',
      { 'package.json': pkg({ test: 'judge' }, { packageManager: 'yarn@1.0.0' }) },
    ],
  ])('is judged by the script of the base when %s', async (_, tree: Files) => {
    const base = { 'package.json': pkg({ pretest: 'echo "pre" >> ran', test: 'judge --all' }) };
    const files = Object.fromEntries(
      Object.entries(tree).map(([path, text]) => [
        path,
        text === 'BASE' ? base['package.json'] : text,
      ]),
    );
    const scope = scopeOf(base, files);
    program(join(scope.root, 'node_modules/.bin'), 'judge', 3);
    const [result] = await checkAll(scope, { env: { PATH: managers(join(dir, 'bin')) } });
    expect(result).toMatchObject({
      name: 'npm test',
      command: 'echo "pre" >> ran && judge --all',
      status: 'failed',
    });
    // Scripts that the change puts in their place are run as well, after them.
    expect(ran(scope)).toMatch(/^pre\njudge --all(?:\njudge)?$/);
  });

  it('goes no further than the first script that fails', async () => {
    const base = { 'package.json': pkg({ pretest: 'exit 4', test: 'echo no >> ran' }) };
    const scope = scopeOf(base, {});
    expect(await checkAll(scope)).toMatchObject([{ status: 'failed' }]);
    expect(() => ran(scope)).toThrow();
  });

  it('uses settings of the manager that the base has too', async () => {
    const files = { 'package.json': pkg({ test: 'x' }), '.npmrc': 'fund=false' };
    const scope = scopeOf(files, files);
    await checkAll(scope, { env: { PATH: managers(join(dir, 'bin')) } });
    expect(ran(scope)).toBe('npm test');
  });

  it.each([
    ['no script', { 'package.json': pkg({}) }],
    [
      "npm's placeholder",
      { 'package.json': pkg({ test: 'echo "Error: no test specified" && exit 1' }) },
    ],
    ['no manifest on the base', {}],
  ])('does not apply with %s', async (_, base) => {
    expect(await checkAll(scopeOf(base, { 'package.json': pkg({ test: 'exit 0' }) }))).toEqual([]);
  });

  it('finds what the real npm and node:test complain of', async () => {
    const files = {
      'package.json': pkg({ test: 'node --test' }),
      'a.test.js':
        "const test = require('node:test');\ntest('adds', () => {\n  require('node:assert').strictEqual(1 + 1, 3);\n});\n",
    };
    const [result] = await checkAll(scopeOf(files, files));
    expect(result).toMatchObject({ name: 'npm test', status: 'failed' });
    expect(result?.findings[0]).toMatchObject({
      check: 'npm test',
      file: 'a.test.js',
      line: 3,
      rule: 'adds',
    });
  });
});
