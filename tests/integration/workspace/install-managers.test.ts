import { execFile, execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Sha } from '../../../src/domain/ids.ts';
import type {
  InstallResult,
  SetupRequest,
  SetupResult,
  Workspace,
} from '../../../src/ports/workspace.ts';
import { createProcesses } from '../../../src/system/processes.ts';
import { cagedSandbox, canCage } from '../../support/caged.ts';
import { makeTestHome, type TestHome, type TestRepo } from '../../support/git-repo.ts';
import { type GitRoom, openGitRoom, setupRequest } from '../../support/git-room.ts';
import { type NpmRegistry, startNpmRegistry } from '../../support/npm-registry.ts';
import { snapshotOf } from '../../support/tree-snapshot.ts';

const isCaged = await canCage();
const run = promisify(execFile);
const json = (value: unknown): string => JSON.stringify(value);
const { PATH = '' } = process.env;

let registry: NpmRegistry;
let stranger: Server;
let home: TestHome;
let repo: TestRepo;
let room: GitRoom;
let workspace: Workspace;

beforeAll(async () => {
  const scripts = { postinstall: 'touch ../../fired' };
  registry = await startNpmRegistry([
    {
      'package.json': json({ name: 'old', version: '1.0.0' }),
      'index.js': "module.exports = 'old';\n",
    },
    {
      'package.json': json({ name: 'fresh', version: '1.2.0', scripts }),
      'index.js': "module.exports = 'fresh';\n",
    },
  ]);
  stranger = createServer((_, response) => response.end('reached'));
  await new Promise<void>((listening) => {
    stranger.listen(0, '127.0.0.1', listening);
  });
});
afterAll(() => {
  registry.close();
  stranger.close();
});
beforeEach(() => {
  home = makeTestHome();
});
afterEach(() => home.remove());

function env(): Readonly<Record<string, string>> {
  const { HOME = '' } = home.env;
  return {
    ...{ PATH, HOME, CI: '1', npm_config_registry: registry.url, YARN_REGISTRY: registry.url },
    ...{ BUN_CONFIG_REGISTRY: registry.url, npm_config_cache: join(home.dir, 'npm-cache') },
  };
}

const manifest = (...names: readonly string[]): string =>
  json({
    ...{ name: 'app', private: true, version: '1.0.0' },
    dependencies: Object.fromEntries(names.map((name) => [name, '^1.0.0'])),
  });

async function open(wall: 'none' | 'os'): Promise<Sha> {
  const base = repo.commit('Base');
  const sandbox = wall === 'os' ? { sandbox: cagedSandbox(home.env) } : {};
  room = await openGitRoom(home, repo.root, sandbox);
  workspace = await room.workspaces.open('spec.md');
  await workspace.reset(base);
  return base;
}

async function setUp(change: Partial<SetupRequest> = {}): Promise<SetupResult> {
  return workspace.setUp(setupRequest(home, { env: env(), ...change }));
}

async function install(...changed: readonly string[]): Promise<InstallResult> {
  return workspace.install(changed, { env: env(), signal: new AbortController().signal });
}

async function changes(base: Sha): Promise<readonly string[]> {
  const found = await room.git.changes(base, await workspace.snapshot());
  return found.map((change) => change.path);
}

const at = (path: string): string => join(workspace.root, path);
const say = (name: string): string =>
  execFileSync('node', ['-p', `require('${name}')`], { cwd: workspace.root, encoding: 'utf8' });

const MANAGERS = [
  ['pnpm', 'pnpm-lock.yaml', ['install', '--ignore-scripts', '--no-frozen-lockfile']],
  ['yarn', 'yarn.lock', ['install', '--ignore-scripts', '--non-interactive']],
  ['bun', 'bun.lock', ['install', '--ignore-scripts']],
] as const;
const found = await Promise.all(MANAGERS.map(([name]) => createProcesses().find(name, PATH)));
const managers = MANAGERS.filter((_, index) => found[index] !== null);
const walls = isCaged ? (['none', 'os'] as const) : (['none'] as const);
const cases = managers.flatMap((manager) => walls.map((wall) => [...manager, wall] as const));

describe.runIf(cases.length > 0).each(cases)('%s', (name, lock, args, wall) => {
  it(`installs what a change asks for and locks it, sandbox ${wall}`, async () => {
    repo = home.repo('app', { '.gitignore': 'node_modules/\n', 'package.json': manifest('old') });
    await run(name, [...args], { cwd: repo.root, env: env() });
    const base = await open(wall);
    const before = snapshotOf(repo.root);
    await setUp();
    expect(say('old')).toBe('old\n');
    writeFileSync(at('package.json'), manifest('old', 'fresh'));
    expect(await install('package.json')).toEqual({ type: 'installed', how: `${name} install` });
    expect(say('fresh')).toBe('fresh\n');
    expect(existsSync(at('fired'))).toBe(false);
    expect(await changes(base)).toEqual(['package.json', lock].toSorted());
    expect(readFileSync(at(lock), 'utf8')).toContain('fresh');
    expect(snapshotOf(repo.root)).toEqual(before);
  });
});

describe.runIf(isCaged)('the network of a set-up in a cage', () => {
  it('is that of the registries alone', async () => {
    repo = home.repo('app', { '.gitignore': 'node_modules/\n', 'package.json': manifest('fresh') });
    await run('npm', ['install', '--package-lock-only'], { cwd: repo.root, env: env() });
    await open('os');
    expect(await setUp()).toEqual({ ok: true, how: 'npm ci' });
    expect(say('fresh')).toBe('fresh\n');
    expect(existsSync(at('fired'))).toBe(false);
    const port = (stranger.address() as AddressInfo).port;
    const call = `npm ping --registry http://127.0.0.1:${port} --fetch-retries 0`;
    const commands = [`if ${call}; then exit 1; fi`, 'npm view old version'];
    expect(await setUp({ commands })).toMatchObject({ ok: true });
  });
});

describe('workspace.setup', () => {
  it('is run once more when a manifest changes, and may run scripts', async () => {
    repo = home.repo('app', {
      '.gitignore': 'node_modules/\nfired\n',
      'package.json': manifest('old'),
    });
    await run('npm', ['install', '--package-lock-only'], { cwd: repo.root, env: env() });
    const base = await open('none');
    const commands = ['npm ci', 'echo x >> made.txt'];
    expect(await setUp({ commands })).toMatchObject({ ok: true });
    writeFileSync(at('package.json'), manifest('old', 'fresh'));
    writeFileSync(at('use.js'), "require('fresh');\n");
    expect(await install('package.json', 'use.js')).toEqual({
      type: 'installed',
      how: 'npm install, ran the set-up commands',
    });
    expect(existsSync(at('fired'))).toBe(true);
    expect(await changes(base)).toEqual(['package-lock.json', 'package.json', 'use.js']);
    expect(readFileSync(at('made.txt'), 'utf8')).toBe('x\nx\n');
  });

  it('decides where our own installation cannot', async () => {
    repo = home.repo('app', { '.gitignore': 'node_modules/\n', 'package.json': manifest('old') });
    const base = await open('none');
    const lock = 'touch package-lock.json && echo "{}" > package-lock.json';
    expect(await setUp({ commands: [lock] })).toMatchObject({ ok: true });
    writeFileSync(at('package.json'), manifest('old', 'nowhere'));
    expect(await install('package.json')).toEqual({
      type: 'installed',
      how: 'ran the set-up commands',
    });
    writeFileSync(at('package.json'), manifest('old', 'elsewhere'));
    expect(await changes(base)).toEqual(['package.json']);
  });

  it('says what went wrong the second time', async () => {
    repo = home.repo('app', { '.gitignore': 'node_modules/\n', 'package.json': manifest('old') });
    await open('none');
    expect(await setUp({ commands: ['test ! -e once && touch once'] })).toMatchObject({ ok: true });
    writeFileSync(at('package.json'), manifest('old', 'fresh'));
    expect(await install('package.json')).toMatchObject({
      type: 'failed',
      message: expect.stringContaining('test ! -e once') as unknown,
    });
  });
});
