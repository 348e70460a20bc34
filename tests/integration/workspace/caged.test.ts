import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sha } from '../../../src/domain/ids.ts';
import type { CheckResult } from '../../../src/domain/verdict.ts';
import type { Workspace } from '../../../src/ports/workspace.ts';
import { createProcesses } from '../../../src/system/processes.ts';
import { createVerifiers } from '../../../src/verifiers/registry.ts';
import { cagedSandbox, canCage } from '../../support/caged.ts';
import { type Files, makeTestHome, type TestHome, type TestRepo } from '../../support/git-repo.ts';
import { type GitRoom, openGitRoom, setupRequest } from '../../support/git-room.ts';
import { hasModule, PYENV, PYTHON } from '../../support/python.ts';
import { snapshotOf } from '../../support/tree-snapshot.ts';

const PROJECT_MODULES = resolve(import.meta.dirname, '../../../node_modules');
const isCaged = await canCage();

let home: TestHome;
let repo: TestRepo;
let room: GitRoom;
let workspace: Workspace;

beforeEach(() => {
  home = makeTestHome();
});
afterEach(() => home.remove());

/** Opens a workspace on what is there and sets it up, everything in a cage. */
async function open(): Promise<Sha> {
  const base = repo.commit('Base');
  room = await openGitRoom(home, repo.root, { sandbox: cagedSandbox(home.env) });
  workspace = await room.workspaces.open('spec.md');
  await workspace.reset(base);
  const result = await workspace.setUp(setupRequest(home));
  expect(result).toMatchObject({ ok: true });
  return base;
}

/** What the checks of a run say of the tree. */
async function check(base: Sha, commands: readonly string[] = []): Promise<readonly CheckResult[]> {
  const deps = {
    ...{ commands, timeoutMs: 120_000, processes: createProcesses(), passEnv: [] },
    ...{ sandbox: cagedSandbox(home.env), env: { ...home.env, ...PYENV } },
  };
  const scope = {
    ...{ root: workspace.root, borrows: workspace.borrows, changed: [], env: workspace.env },
    task: { kind: 'full' } as const,
    added: async () => null,
    baseFile: (path: string) => room.git.fileAt(base, path),
  };
  const results: CheckResult[] = [];
  for (const verifier of createVerifiers(deps)) {
    if (!(await verifier.applies(scope))) continue;
    results.push(...(await verifier.check(scope, new AbortController().signal)));
  }
  return results;
}

const at = (path: string): string => join(workspace.root, path);
const json = (value: unknown): string => JSON.stringify(value);

/** A package that the checkout has from somewhere else, as `npm link` makes it. */
function lend(name: string, from = PROJECT_MODULES): void {
  const place = join(repo.root, 'node_modules', name);
  mkdirSync(join(place, '..'), { recursive: true });
  symlinkSync(join(from, name), place);
}

function program(name: string, target: string): void {
  mkdirSync(join(repo.root, 'node_modules/.bin'), { recursive: true });
  symlinkSync(target, join(repo.root, 'node_modules/.bin', name));
}

describe.runIf(isCaged)('in a cage', () => {
  it('vitest with a config file finds what the checkout has installed, and cannot change it', async () => {
    repo = home.repo('tested', {
      '.gitignore': 'node_modules/\n',
      'package.json': json({
        ...{ name: 'tested', type: 'module', scripts: { test: 'vitest run', lint: 'eslint .' } },
      }),
      'vitest.config.ts':
        "import { defineConfig } from 'vitest/config';\nexport default defineConfig({ test: { include: ['*.spec.ts'] } });\n",
      'eslint.config.js': "export default [{ files: ['*.js'], rules: { 'no-undef': 'error' } }];\n",
      'bad.js': 'nowhere();\n',
      'value.ts': 'export const value: number = 1;\n',
      'value.spec.ts':
        "import { expect, it } from 'vitest';\nimport { own } from 'own';\nimport { value } from './value.ts';\nit('adds', () => expect(value + own).toBe(2));\n",
    });
    for (const name of ['vitest', 'vite', 'eslint']) lend(name);
    program('vitest', '../vitest/vitest.mjs');
    program('eslint', '../eslint/bin/eslint.js');
    repo.write({
      'node_modules/own/package.json': json({ name: 'own', type: 'module', main: 'index.js' }),
      'node_modules/own/index.js': 'export const own = 1;\n',
    });
    const base = await open();
    const before = snapshotOf(repo.root);
    const said = await check(base);
    expect(said).toMatchObject([{ name: 'eslint' }, { name: 'npm test', status: 'passed' }]);
    writeFileSync(at('value.ts'), 'export const value: number = 2;\n');
    const broken = await check(base);
    expect(broken).toMatchObject([{ name: 'eslint' }, { status: 'failed' }]);
    const [lint, hole, listing] = await check(base, [
      'npm run lint',
      'echo "export const own = 0" > node_modules/own/index.js',
      `ls ${home.dir} ${repo.root}`,
    ]);
    expect(lint).toMatchObject({ status: 'failed' });
    expect(lint?.output).toContain("'nowhere' is not defined");
    expect(hole).toMatchObject({ status: 'failed' });
    expect(listing?.output).not.toContain('value.ts');
    expect(snapshotOf(repo.root)).toEqual(before);
    const found = await room.git.changes(base, await workspace.snapshot());
    expect(found.map(({ path }) => path)).toEqual(['value.ts']);
  });

  it('packages of one repository are the clone’s own', async () => {
    const files: Files = {
      '.gitignore': 'node_modules/\n',
      'package.json': json({
        ...{ name: 'mono', private: true, workspaces: ['packages/*'] },
        scripts: { test: 'npm test --workspaces' },
      }),
      'packages/a/package.json': json({
        ...{ name: '@ws/a', version: '1.0.0', main: 'index.js' },
        scripts: { test: 'node index.js' },
      }),
      'packages/a/index.js': "module.exports = 'of the base';\n",
      'packages/b/package.json': json({
        ...{ name: 'b', version: '1.0.0', dependencies: { '@ws/a': '*' } },
        scripts: { test: 'node say.js' },
      }),
      'packages/b/say.js': "console.log(require('@ws/a'));\n",
    };
    repo = home.repo('mono', files);
    execFileSync('npm', ['install', '--silent', '--offline'], { cwd: repo.root, env: home.env });
    const base = await open();
    writeFileSync(at('packages/a/index.js'), "module.exports = 'of the clone';\n");
    const results = await check(base);
    expect(results.map(({ status }) => status)).not.toContain('failed');
    expect(results.map(({ output }) => output).join('\n')).toContain('of the clone');
  });

  it('git knows the history', async () => {
    repo = home.repo('history');
    const base = await open();
    const [log, status] = await check(base, ['git log --oneline', 'git status --porcelain']);
    expect(log).toMatchObject({ status: 'passed' });
    expect(log?.output).toMatch(/Base\n.*First/);
    expect(status).toMatchObject({ status: 'passed', output: '' });
  });
});

const PROJECT: Files = {
  '.gitignore': '.venv/\n__pycache__/\n',
  'pyproject.toml': '[project]\nname = "py"\n[tool.pytest.ini_options]\n',
  'src_py.py': 'value = 1\n',
  'test_it.py': 'from src_py import value\ndef test_value():\n    assert value == 1\n',
};

describe.runIf(isCaged && hasModule('pytest'))('pytest in a cage', () => {
  it('runs by the interpreter on PATH', async () => {
    repo = home.repo('py', PROJECT);
    const base = await open();
    expect(await check(base)).toMatchObject([{ name: 'pytest', status: 'passed' }]);
    writeFileSync(at('src_py.py'), 'value = 2\n');
    const [failed] = await check(base);
    expect(failed).toMatchObject({ status: 'failed' });
    expect(failed?.findings[0]).toMatchObject({ file: 'test_it.py', line: 3 });
  });

  it('runs by the project’s own environment and the Python that it is built upon', async () => {
    repo = home.repo('py', PROJECT);
    const make = ['-m', 'venv', '--without-pip', '--system-site-packages', '.venv'];
    execFileSync(PYTHON ?? '', make, { cwd: repo.root });
    const base = await open();
    const before = snapshotOf(repo.root);
    const [passed] = await check(base);
    expect(passed).toMatchObject({ name: 'pytest', status: 'passed' });
    const [shown] = await check(base, ['.venv/bin/python -c "import sys; print(sys.prefix)"']);
    expect(shown?.output).toBe(at('.venv'));
    expect(readFileSync(at('.venv/pyvenv.cfg'), 'utf8')).toContain('home = ');
    expect(snapshotOf(repo.root)).toEqual(before);
  });
});
