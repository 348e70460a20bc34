import { execFile, execFileSync } from 'node:child_process';
import { cpSync, existsSync, lstatSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Sha } from '../../../src/domain/ids.ts';
import type { InstallResult, Workspace } from '../../../src/ports/workspace.ts';
import { cagedSandbox, canCage } from '../../support/caged.ts';
import { makeTestHome, type TestHome, type TestRepo } from '../../support/git-repo.ts';
import { type GitRoom, openGitRoom, setupRequest } from '../../support/git-room.ts';
import { type NpmRegistry, startNpmRegistry } from '../../support/npm-registry.ts';
import { snapshotOf } from '../../support/tree-snapshot.ts';

const run = promisify(execFile);
const isCaged = await canCage();
const json = (value: unknown): string => JSON.stringify(value);

let registry: NpmRegistry;
/** Where npm made once what stands in every checkout. */
let installed: TestHome;
let home: TestHome;
let repo: TestRepo;
let room: GitRoom;
let workspace: Workspace;
let level: 'none' | 'os' = 'none';

beforeAll(async () => {
  registry = await startNpmRegistry([
    {
      'package.json': json({ name: 'old', version: '1.0.0', main: 'index.js' }),
      'index.js': "module.exports = 'old';\n",
    },
    {
      'package.json': json({
        ...{ name: 'fresh', version: '1.2.0', main: 'index.js', dependencies: { old: '^1.0.0' } },
        scripts: { postinstall: 'touch ../../fired', preinstall: 'touch ../../fired' },
      }),
      'index.js': "module.exports = `fresh and ${require('old')}`;\n",
    },
  ]);
  installed = makeTestHome();
  writeFileSync(join(installed.dir, 'package.json'), manifest());
  // Not the call that blocks: the registry answers from this process.
  await run('npm', ['install', '--silent'], { cwd: installed.dir, env: npmEnv(installed) });
});
afterAll(() => {
  installed.remove();
  registry.close();
});
beforeEach(() => {
  home = makeTestHome();
});
afterEach(() => home.remove());

const manifest = (more: object = {}): string =>
  `${JSON.stringify({ name: 'app', private: true, dependencies: { old: '^1.0.0' }, ...more })}\n`;

function npmEnv({ env, dir } = home): Readonly<Record<string, string>> {
  const { PATH = '', HOME = '' } = env;
  const cache = join(dir, 'npm-cache');
  return { PATH, HOME, CI: '1', npm_config_registry: registry.url, npm_config_cache: cache };
}

/** A checkout with one package installed, and a workspace over it. */
async function open(files: Readonly<Record<string, string>> = {}): Promise<Sha> {
  repo = home.repo('app', {
    '.gitignore': 'node_modules/\n',
    'package.json': manifest(),
    'say.js': "console.log(require('fresh'));\n",
    ...files,
  });
  for (const name of ['node_modules', 'package-lock.json'])
    cpSync(join(installed.dir, name), join(repo.root, name), { recursive: true });
  return reopen();
}

async function reopen(): Promise<Sha> {
  const base = repo.commit('Base');
  const sandbox = level === 'os' ? { sandbox: cagedSandbox(home.env) } : {};
  room = await openGitRoom(home, repo.root, sandbox);
  workspace = await room.workspaces.open('spec.md');
  await workspace.reset(base);
  await workspace.setUp(setupRequest(home, { env: npmEnv() }));
  return base;
}

async function install(...changed: readonly string[]): Promise<InstallResult> {
  return workspace.install(changed, { env: npmEnv(), signal: new AbortController().signal });
}

async function changes(base: Sha): Promise<readonly string[]> {
  const found = await room.git.changes(base, await workspace.snapshot());
  return found.map((change) => change.path);
}

const at = (path: string): string => join(workspace.root, path);
const say = (): string =>
  execFileSync('node', ['say.js'], { cwd: workspace.root, encoding: 'utf8', stdio: 'pipe' });
const WITH_FRESH = manifest({ dependencies: { old: '^1.0.0', fresh: '^1.0.0' } });
const isLink = (path: string): boolean => lstatSync(at(path)).isSymbolicLink();

describe.each(['none', 'os'] as const)('a package that a change asks for, sandbox %s', (wall) => {
  beforeEach(({ skip }) => {
    level = wall;
    if (wall === 'os' && !isCaged) skip();
  });

  it('is installed from the registry, without its scripts, and locked', async () => {
    const base = await open();
    const before = snapshotOf(repo.root);
    expect(isLink('node_modules/old')).toBe(true);
    writeFileSync(at('package.json'), WITH_FRESH);
    expect(await install('package.json')).toEqual({ type: 'installed', how: 'npm install' });
    expect(say()).toBe('fresh and old\n');
    expect(isLink('node_modules/old')).toBe(false);
    expect(existsSync(at('fired')) || existsSync(at('node_modules/fired'))).toBe(false);
    expect(await changes(base)).toEqual(['package-lock.json', 'package.json']);
    const lock = readFileSync(at('package-lock.json'), 'utf8');
    expect(lock).toContain('"node_modules/fresh"');
    expect(snapshotOf(repo.root)).toEqual(before);
    expect(await install('package.json', 'package-lock.json')).toEqual({ type: 'nothing' });
  });

  it('goes with the change that asked for it, and stays where that is committed', async () => {
    const base = await open();
    const linked = snapshotOf(at('node_modules'));
    writeFileSync(at('package.json'), WITH_FRESH);
    await install('package.json');
    const tree = await workspace.snapshot();
    await workspace.reset(base);
    expect(snapshotOf(at('node_modules'))).toEqual(linked);
    expect(await changes(base)).toEqual([]);
    await workspace.restore(tree);
    await install('package.json');
    const tip = commitOf(await workspace.snapshot(), base);
    await workspace.reset(tip);
    expect(say()).toBe('fresh and old\n');
    expect(isLink('node_modules/old')).toBe(false);
    writeFileSync(at('package.json'), manifest({ dependencies: { nowhere: '1.0.0' } }));
    expect(await install('package.json')).toMatchObject({ type: 'failed' });
    await workspace.reset(tip);
    expect(say()).toBe('fresh and old\n');
    expect(await changes(tip)).toEqual([]);
  });

  it('is there again when a later run goes on with a commit that asks for it', async () => {
    const base = await open();
    writeFileSync(at('package.json'), WITH_FRESH);
    await install('package.json');
    const tip = commitOf(await workspace.snapshot(), base);
    await workspace.close();
    workspace = await room.workspaces.open('spec.md');
    await workspace.reset(tip);
    const request = setupRequest(home, { env: npmEnv() });
    expect(await workspace.setUp(request)).toEqual({
      ok: true,
      how: 'linked node_modules, npm install',
    });
    expect(say()).toBe('fresh and old\n');
    expect(await changes(tip)).toEqual([]);
  });
});

/** A commit of a tree, as the pipeline makes one. */
function commitOf(tree: Sha, parent: Sha): Sha {
  const hub = home.at(room.hub);
  return hub.git('commit-tree', tree, '-p', parent, '-m', 'Chunk') as Sha;
}

describe('what cannot be installed', () => {
  beforeEach(() => {
    level = 'none';
  });

  it('is said in the words of the package manager', async () => {
    await open();
    writeFileSync(at('package.json'), manifest({ dependencies: { nowhere: '^1.0.0' } }));
    const result = await install('package.json');
    expect(result).toMatchObject({
      type: 'failed',
      message: expect.stringMatching(/^npm install .*exit code 1: [^]*404/) as unknown,
    });
    writeFileSync(at('package.json'), WITH_FRESH);
    expect(await install('package.json')).toMatchObject({ type: 'installed' });
  });

  it.each([
    ['refuses the connection', 'http://127.0.0.1:1', 'ECONNREFUSED'],
    ['is at fault itself', null, 'E503'],
  ])('is told apart where the registry %s, after a second try', async (_, elsewhere, code) => {
    const broken = createServer((__, response) => response.writeHead(503).end('later'));
    let asked = 0;
    broken.on('request', () => {
      asked += 1;
    });
    await new Promise<void>((listening) => {
      broken.listen(0, '127.0.0.1', listening);
    });
    try {
      await open();
      writeFileSync(at('package.json'), WITH_FRESH);
      const url = elsewhere ?? `http://127.0.0.1:${(broken.address() as AddressInfo).port}`;
      const env = { ...npmEnv(), npm_config_registry: url, npm_config_fetch_retries: '0' };
      const { signal } = new AbortController();
      const result = await workspace.install(['package.json'], { env, signal });
      expect(result).toMatchObject({ type: 'hindered' });
      expect(result).toHaveProperty('message', expect.stringContaining(new URL(url).host));
      expect(result).toHaveProperty('message', expect.stringContaining(`twice (${code})`));
      if (elsewhere === null) expect(asked).toBeGreaterThanOrEqual(2);
      expect(await install('package.json')).toMatchObject({ type: 'installed' });
    } finally {
      broken.close();
    }
  });

  it.each([
    'git+https://example.invalid/x.git',
    'https://example.invalid/x.tgz',
    'owner/name',
    'file:../outside',
  ])('is %s', async (source) => {
    await open();
    const asked = registry.asked.length;
    writeFileSync(at('package.json'), manifest({ dependencies: { old: '^1.0.0', x: source } }));
    expect(await install('package.json')).toEqual({
      type: 'failed',
      message: `only packages of a registry are installed: dependencies.x "${source}"`,
    });
    expect(registry.asked.length).toBe(asked);
  });
});

describe('where nothing has to be installed', () => {
  beforeEach(() => {
    level = 'none';
  });

  it('nothing is', async () => {
    await open();
    const asked = registry.asked.length;
    writeFileSync(at('package.json'), manifest({ scripts: { test: 'node say.js' } }));
    writeFileSync(at('say.js'), '\n');
    expect(await install('package.json', 'say.js')).toEqual({ type: 'nothing' });
    expect(isLink('node_modules/old')).toBe(true);
    expect(registry.asked.length).toBe(asked);
  });

  it('no lock file appears in a project that keeps none', async () => {
    const base = await open({ '.gitignore': 'node_modules/\npackage-lock.json\n' });
    writeFileSync(at('package.json'), WITH_FRESH);
    expect(await install('package.json')).toMatchObject({ type: 'installed' });
    expect(existsSync(at('package-lock.json'))).toBe(false);
    expect(say()).toBe('fresh and old\n');
    expect(await changes(base)).toEqual(['package.json']);
  });
});
