import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sha } from '../../../src/domain/ids.ts';
import type { Workspace } from '../../../src/ports/workspace.ts';
import { type Files, makeTestHome, type TestHome, type TestRepo } from '../../support/git-repo.ts';
import { type GitRoom, openGitRoom, setupRequest } from '../../support/git-room.ts';
import { snapshotOf } from '../../support/tree-snapshot.ts';

const PROJECT_MODULES = resolve(import.meta.dirname, '../../../node_modules');

let home: TestHome;
let repo: TestRepo;
let room: GitRoom;
let workspace: Workspace;

beforeEach(() => {
  home = makeTestHome();
});
afterEach(() => home.remove());

/** Runs a program where an engine or a test would, without this machine's settings. */
function run(cwd: string, file: string, ...args: readonly string[]): string {
  const { PATH = '', HOME = '' } = home.env;
  const env = { PATH, HOME, CI: '1', npm_config_offline: 'true', npm_config_audit: 'false' };
  return execFileSync(file, args, { cwd, env, encoding: 'utf8', stdio: 'pipe' });
}

/** Commits what is there and opens a workspace on it. */
async function open(): Promise<Sha> {
  const base = repo.commit('Base');
  room = await openGitRoom(home, repo.root);
  workspace = await room.workspaces.open('spec.md');
  await workspace.reset(base);
  return base;
}

async function changes(base: Sha): Promise<readonly string[]> {
  const found = await room.git.changes(base, await workspace.snapshot());
  return found.map((change) => change.path);
}

const at = (path: string): string => join(workspace.root, path);
const json = (value: unknown): string => JSON.stringify(value);

/** Two packages of one repository, and one dependency installed from a file. */
const MONOREPO: Files = {
  '.gitignore': 'node_modules/\n*.tgz\n!dep-1.0.0.tgz\n',
  'package.json': json({
    name: 'mono',
    private: true,
    workspaces: ['packages/*'],
    dependencies: { dep: 'file:dep-1.0.0.tgz' },
  }),
  'packages/a/package.json': json({ name: '@ws/a', version: '1.0.0', main: 'index.js' }),
  'packages/a/index.js': "module.exports = 'of the base';\n",
  'packages/b/package.json': json({ name: 'b', version: '1.0.0', dependencies: { '@ws/a': '*' } }),
  'packages/b/say.js': "console.log(require('@ws/a') + ' and ' + require('dep'));\n",
};

function makeMonorepo(): void {
  const dep = home.repo('dep', {
    'package.json': json({ name: 'dep', version: '1.0.0', bin: { dep: 'cli.js' } }),
    'index.js': "module.exports = 'dep';\n",
    'cli.js': "#!/usr/bin/env node\nconsole.log('dep runs');\n",
  });
  repo = home.repo('mono', MONOREPO);
  run(dep.root, 'npm', 'pack', '--silent', '--pack-destination', repo.root);
  run(repo.root, 'npm', 'install', '--silent');
  repo.write({ 'node_modules/.cache/x': 'cached\n', 'node_modules/.prisma/client/c.js': 'made\n' });
}

describe('packages of a JavaScript repository', () => {
  it('are linked, those of the repository itself to the clone', async () => {
    makeMonorepo();
    const base = await open();
    const before = snapshotOf(repo.root);
    const result = await workspace.setUp(setupRequest(home));
    expect(result).toEqual({ ok: true, how: 'linked node_modules' });
    expect(lstatSync(at('node_modules')).isDirectory()).toBe(true);
    expect(readlinkSync(at('node_modules/dep'))).toBe(join(repo.root, 'node_modules/dep'));
    expect(readlinkSync(at('node_modules/@ws/a'))).toBe('../../packages/a');
    expect(existsSync(at('node_modules/.cache'))).toBe(false);
    expect(existsSync(at('node_modules/.package-lock.json'))).toBe(false);
    expect(readFileSync(at('node_modules/.prisma/client/c.js'), 'utf8')).toBe('made\n');
    expect(run(workspace.root, at('node_modules/.bin/dep'))).toBe('dep runs\n');
    writeFileSync(at('packages/a/index.js'), "module.exports = 'of the clone';\n");
    expect(run(at('packages/b'), 'node', 'say.js')).toBe('of the clone and dep\n');
    expect(await changes(base)).toEqual(['packages/a/index.js']);
    expect(snapshotOf(repo.root)).toEqual(before);
  });

  it('may be installed anew without touching the checkout', async () => {
    makeMonorepo();
    const base = await open();
    const before = snapshotOf(repo.root);
    await workspace.setUp(setupRequest(home));
    run(workspace.root, 'npm', 'ci', '--silent');
    expect(snapshotOf(repo.root)).toEqual(before);
    expect(run(at('packages/b'), 'node', 'say.js')).toBe('of the base and dep\n');
    expect(lstatSync(at('node_modules/dep')).isSymbolicLink()).toBe(false);
    expect(await changes(base)).toEqual([]);
    await workspace.reset(base);
    expect(lstatSync(at('node_modules/dep')).isSymbolicLink()).toBe(false);
    run(workspace.root, 'npm', 'uninstall', '--silent', 'dep');
    expect(snapshotOf(repo.root)).toEqual(before);
  });

  it('are put back when they were removed, replaced or tampered with', async () => {
    makeMonorepo();
    const base = await open();
    await workspace.setUp(setupRequest(home));
    const linked = snapshotOf(at('node_modules'));
    rmSync(at('node_modules'), { recursive: true });
    await workspace.reset(base);
    expect(snapshotOf(at('node_modules'))).toEqual(linked);
    rmSync(at('node_modules'), { recursive: true });
    symlinkSync(join(repo.root, 'node_modules'), at('node_modules'));
    await workspace.reset(base);
    expect(snapshotOf(at('node_modules'))).toEqual(linked);
    rmSync(at('node_modules/dep'));
    mkdirSync(at('node_modules/dep'));
    writeFileSync(at('node_modules/dep/index.js'), "module.exports = 'a fake';\n");
    await workspace.reset(base);
    expect(snapshotOf(at('node_modules'))).toEqual(linked);
    expect(existsSync(join(repo.root, 'node_modules/dep/index.js'))).toBe(true);
  });

  it.each(['node_modules/\n', 'node_modules\n', ''])(
    'are no part of the work when .gitignore says %j',
    async (ignored) => {
      repo = home.repo('plain', { 'package.json': '{}', '.gitignore': ignored });
      const base = repo.git('rev-parse', 'HEAD') as Sha;
      repo.write({ 'node_modules/dep/index.js': 'd\n' });
      room = await openGitRoom(home, repo.root);
      workspace = await room.workspaces.open('spec.md');
      await workspace.reset(base);
      await workspace.setUp(setupRequest(home));
      expect(existsSync(at('node_modules/dep/index.js'))).toBe(true);
      home.at(workspace.root).write({ 'node_modules/new/x.js': 'n\n', 'work.js': 'w\n' });
      expect(await changes(base)).toEqual(['work.js']);
      expect(home.at(workspace.root).git('status', '--porcelain')).toBe('?? work.js');
      await workspace.reset(base);
      expect(existsSync(at('node_modules/dep/index.js'))).toBe(true);
    },
  );

  it('are left as they are where the repository tracks them', async () => {
    repo = home.repo('vendored', { 'package.json': '{}', 'node_modules/dep/index.js': 'd\n' });
    const base = await open();
    expect(await workspace.setUp(setupRequest(home))).toMatchObject({ how: 'nothing to set up' });
    home.at(workspace.root).write({ 'node_modules/dep/index.js': 'patched\n' });
    expect(await changes(base)).toEqual(['node_modules/dep/index.js']);
  });

  it('let a vitest with a config file run and keep its caches to the clone', async () => {
    repo = home.repo('tested', {
      '.gitignore': 'node_modules/\n',
      'package.json': json({ name: 'tested', type: 'module', scripts: { test: 'vitest run' } }),
      'vitest.config.ts':
        "import { defineConfig } from 'vitest/config';\nexport default defineConfig({ test: { include: ['*.spec.ts'] } });\n",
      'value.ts': 'export const value: number = 1;\n',
      'value.spec.ts':
        "import { expect, it } from 'vitest';\nimport { value } from './value.ts';\nit('adds', () => expect(value).toBe(2));\n",
    });
    mkdirSync(join(repo.root, 'node_modules/.bin'), { recursive: true });
    for (const name of ['vitest', 'vite']) {
      symlinkSync(join(PROJECT_MODULES, name), join(repo.root, 'node_modules', name));
    }
    symlinkSync('../vitest/vitest.mjs', join(repo.root, 'node_modules/.bin/vitest'));
    const base = await open();
    const before = snapshotOf(repo.root);
    await workspace.setUp(setupRequest(home));
    expect(() => run(workspace.root, 'npm', 'test')).toThrow(/expected 1 to be 2/);
    writeFileSync(at('value.ts'), 'export const value: number = 2;\n');
    expect(run(workspace.root, 'npm', 'test')).toContain('1 passed');
    expect(snapshotOf(repo.root)).toEqual(before);
    expect(await changes(base)).toEqual(['value.ts']);
  });

  it('are installed from the lock file where the checkout has none, without their scripts', async () => {
    makeMonorepo();
    repo.write({
      'package.json': json({
        ...(JSON.parse(String(MONOREPO['package.json'])) as object),
        scripts: { preinstall: 'touch fired', prepare: 'touch fired' },
      }),
    });
    rmSync(join(repo.root, 'node_modules'), { recursive: true });
    const base = await open();
    const result = await workspace.setUp(setupRequest(home));
    expect(result).toEqual({ ok: true, how: 'npm ci' });
    expect(run(at('packages/b'), 'node', 'say.js')).toBe('of the base and dep\n');
    expect(existsSync(at('fired'))).toBe(false);
    expect(await changes(base)).toEqual([]);
    rmSync(at('node_modules'), { recursive: true });
    await workspace.reset(base);
    expect(existsSync(at('node_modules/dep'))).toBe(true);
  });

  it('say what went wrong when they cannot be installed', async () => {
    repo = home.repo('broken', { 'package.json': '{}', 'pnpm-lock.yaml': 'lockfileVersion: 9\n' });
    await open();
    const env = { PATH: '/nowhere' };
    expect(await workspace.setUp(setupRequest(home, { env }))).toEqual({
      ok: false,
      message: 'pnpm-lock.yaml needs pnpm, which is not on PATH',
    });
  });
});

describe('a virtual environment', () => {
  it('is copied, its editable packages made the clone’s', async () => {
    const site = '.venv/lib/python3.11/site-packages';
    repo = home.repo('py', {
      'pyproject.toml': '[project]\nname = "py"\n',
      '.gitignore': '.venv/\n',
    });
    repo.write({
      '.venv/pyvenv.cfg': `home = /usr/bin\ncommand = python3 -m venv ${repo.root}/.venv\n`,
      '.venv/bin/tool': `#!${repo.root}/.venv/bin/python\nprint("tool")\n`,
      [`${site}/__editable__.py-0.1.pth`]: `${repo.root}/src\n`,
      [`${site}/dep/__init__.py`]: `# ${repo.root} is only mentioned here\n`,
    });
    symlinkSync('lib', join(repo.root, '.venv/lib64'));
    symlinkSync(join(repo.root, 'pyproject.toml'), join(repo.root, '.venv/own'));
    const base = await open();
    const before = snapshotOf(repo.root);
    expect(await workspace.setUp(setupRequest(home))).toEqual({ ok: true, how: 'copied .venv' });
    expect(readFileSync(at('.venv/bin/tool'), 'utf8')).toContain(`#!${workspace.root}/.venv/bin`);
    expect(readFileSync(at(`${site}/__editable__.py-0.1.pth`), 'utf8')).toBe(
      `${workspace.root}/src\n`,
    );
    expect(readFileSync(at(`${site}/dep/__init__.py`), 'utf8')).toContain(repo.root);
    expect(readlinkSync(at('.venv/lib64'))).toBe('lib');
    expect(realpathSync(at('.venv/own'))).toBe(at('pyproject.toml'));
    rmSync(at('.venv'), { recursive: true });
    await workspace.reset(base);
    expect(existsSync(at('.venv/bin/tool'))).toBe(true);
    expect(await changes(base)).toEqual([]);
    expect(snapshotOf(repo.root)).toEqual(before);
  });
});

describe('workspace.copy and .worktreeinclude', () => {
  it('bring ignored files that tests need, and no others', async () => {
    repo = home.repo('copying', {
      '.gitignore': '.env*\nsecrets/\nlinked\n',
      '.worktreeinclude': '# for tests\n.env.test\nsecrets/*.json\n!secrets/not.json\n',
      'config/base.json': '{}',
    });
    repo.write({
      '.env': 'E=1\n',
      '.env.test': 'T=1\n',
      'secrets/a.json': '1',
      'secrets/not.json': '2',
      'secrets/b.txt': '3',
      'config/.env.local': 'L=1\n',
      'untracked.json': 'u',
      '.codelicious/state.json': '{}',
      '.git/info/exclude': '/.codelicious/*\n',
    });
    symlinkSync('/etc/passwd', join(repo.root, 'linked'));
    const base = repo.git('rev-parse', 'HEAD') as Sha;
    room = await openGitRoom(home, repo.root);
    workspace = await room.workspaces.open('spec.md');
    await workspace.reset(base);
    const copy = ['config/.env*', '*.json', 'linked', '.codelicious/**', '.git/**'];
    const result = await workspace.setUp(setupRequest(home, { copy }));
    expect(result).toEqual({ ok: true, how: 'copied 3 ignored files' });
    const files = Object.keys(snapshotOf(workspace.root, /^\.git$/));
    expect(files.filter((path) => !repo.git('ls-files').split('\n').includes(path))).toEqual([
      '.env.test',
      'config/.env.local',
      'secrets/a.json',
    ]);
    rmSync(at('.gitignore'));
    expect(await changes(base)).toEqual(['.gitignore']);
    await workspace.reset(base);
    expect(readFileSync(at('.env.test'), 'utf8')).toBe('T=1\n');
  });

  it('outlast the folder they were copied into', async () => {
    repo = home.repo('inside', { '.gitignore': '.env\n', 'app/main.js': 'm\n' });
    const first = repo.git('rev-parse', 'HEAD') as Sha;
    repo.write({ 'app/.env': 'K=1\n' });
    repo.git('rm', '-q', '-r', 'app/main.js');
    const without = repo.commit('Without', { '.gitignore': '', 'kept.txt': '' });
    repo.git('reset', '-q', '--hard', first);
    repo.write({ 'app/.env': 'K=1\n' });
    room = await openGitRoom(home, repo.root);
    workspace = await room.workspaces.open('spec.md');
    await workspace.reset(first);
    await workspace.setUp(setupRequest(home, { copy: ['app/.env'] }));
    home.at(workspace.root).write({ 'app/stray.txt': 's\n' });
    await workspace.reset(without);
    expect(Object.keys(snapshotOf(join(workspace.root, 'app')))).toEqual(['.env']);
    expect(await room.git.changes(without, await workspace.snapshot())).toEqual([]);
  });

  it('take whole folders', async () => {
    repo = home.repo('folders', { '.gitignore': 'data/\n' });
    repo.write({ 'data/x/1.csv': '1', 'data/2.csv': '2' });
    await open();
    await workspace.setUp(setupRequest(home, { copy: ['data'] }));
    expect(existsSync(at('data/x/1.csv')) && existsSync(at('data/2.csv'))).toBe(true);
  });
});

describe('workspace.setup', () => {
  it('takes the place of any guess; what it makes or edits is no part of the work', async () => {
    makeMonorepo();
    const base = await open();
    const commands = ['echo "$CI" > made.txt', 'mkdir gen && touch gen/x && echo >> package.json'];
    const result = await workspace.setUp(setupRequest(home, { commands }));
    expect(result).toEqual({ ok: true, how: 'ran 2 set-up commands' });
    expect(existsSync(at('node_modules'))).toBe(false);
    expect(await changes(base)).toEqual([]);
    home.at(workspace.root).write({ 'gen/mine.ts': 'm\n' });
    expect(await changes(base)).toEqual(['gen/mine.ts']);
    await workspace.reset(base);
    expect(readFileSync(at('made.txt'), 'utf8')).toBe('1\n');
    expect(existsSync(at('gen/mine.ts'))).toBe(false);
    expect(existsSync(at('gen/x'))).toBe(true);
  });

  it('stops at the first command that fails and says how it ended', async () => {
    repo = home.repo('failing');
    await open();
    const commands = ['echo no luck >&2; exit 3', 'touch later'];
    expect(await workspace.setUp(setupRequest(home, { commands }))).toEqual({
      ok: false,
      message: 'echo no luck >&2; exit 3: exit code 3: no luck',
    });
    expect(existsSync(at('later'))).toBe(false);
  });
});
