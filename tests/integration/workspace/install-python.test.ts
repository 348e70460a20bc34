import { execFile, execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Sha } from '../../../src/domain/ids.ts';
import type { InstallResult, Workspace } from '../../../src/ports/workspace.ts';
import { cagedSandbox, canCage } from '../../support/caged.ts';
import { makeTestHome, type TestHome, type TestRepo } from '../../support/git-repo.ts';
import { type GitRoom, openGitRoom, setupRequest } from '../../support/git-room.ts';
import { hasModule, PYENV, PYTHON } from '../../support/python.ts';
import { type PythonIndex, startPythonIndex } from '../../support/python-index.ts';
import { snapshotOf } from '../../support/tree-snapshot.ts';

const isCaged = await canCage();
const run = promisify(execFile);

let index: PythonIndex;
let home: TestHome;
let repo: TestRepo;
let room: GitRoom;
let workspace: Workspace;

beforeAll(async () => {
  index = await startPythonIndex({ fresh: '1.2.0', older: '1.0.0' });
});
afterAll(() => index.close());
beforeEach(() => {
  home = makeTestHome();
});
afterEach(() => home.remove());

function pipEnv(): Readonly<Record<string, string>> {
  const { PATH = '', HOME = '' } = home.env;
  return { PATH, HOME, CI: '1', ...PYENV, PIP_INDEX_URL: index.url };
}

async function open(wall: 'none' | 'os'): Promise<Sha> {
  const base = repo.commit('Base');
  const sandbox = wall === 'os' ? { sandbox: cagedSandbox(home.env) } : {};
  room = await openGitRoom(home, repo.root, sandbox);
  workspace = await room.workspaces.open('spec.md');
  await workspace.reset(base);
  const result = await workspace.setUp(setupRequest(home, { env: pipEnv() }));
  expect(result).toMatchObject({ ok: true });
  return base;
}

async function install(...changed: readonly string[]): Promise<InstallResult> {
  return workspace.install(changed, { env: pipEnv(), signal: new AbortController().signal });
}

const at = (path: string): string => join(workspace.root, path);
const ask = (code: string): string =>
  execFileSync(at('.venv/bin/python'), ['-c', code], { encoding: 'utf8', stdio: 'pipe' }).trim();

describe.runIf(hasModule('pip')).each(['none', 'os'] as const)(
  'a Python package that a change asks for, sandbox %s',
  (wall) => {
    beforeEach(({ skip }) => {
      if (wall === 'os' && !isCaged) skip();
    });

    it('is installed into an environment made for the clone', async () => {
      repo = home.repo('py', { 'requirements.txt': 'older\n' });
      const base = await open(wall);
      writeFileSync(at('requirements.txt'), 'older\nfresh>=1\n');
      expect(await install('requirements.txt')).toEqual({ type: 'installed', how: 'pip install' });
      expect(ask('import fresh; print(fresh.value)')).toBe('1.2.0');
      expect(index.asked).toContain('/simple/fresh/');
      const found = await room.git.changes(base, await workspace.snapshot());
      expect(found.map(({ path }) => path)).toEqual(['requirements.txt']);
      expect(home.at(workspace.root).git('status', '--porcelain')).not.toContain('fresh');
      await workspace.reset(base);
      expect(existsSync(at('.venv'))).toBe(false);
    });

    it('is installed into a copy of the project’s own environment', async () => {
      repo = home.repo('py', {
        '.gitignore': '.venv/\n',
        'pyproject.toml': '[project]\nname = "py"\ndependencies = ["older"]\n',
      });
      const make = ['-m', 'venv', '--system-site-packages', '--without-pip', '.venv'];
      await run(PYTHON ?? '', make, { cwd: repo.root });
      const base = await open(wall);
      const before = snapshotOf(repo.root);
      writeFileSync(
        at('pyproject.toml'),
        '[project]\nname = "py"\ndependencies = [\n  "older",\n  "fresh==1.2.0",\n]\n',
      );
      expect(await install('pyproject.toml')).toEqual({ type: 'installed', how: 'pip install' });
      expect(ask('import fresh; print(fresh.value)')).toBe('1.2.0');
      expect(snapshotOf(repo.root)).toEqual(before);
      await workspace.reset(base);
      expect(() => ask('import fresh')).toThrow(/No module named/);
      expect(readFileSync(at('.venv/pyvenv.cfg'), 'utf8')).toContain('home = ');
    });

    it.runIf(wall === 'none')('is not there: the words of pip say so', async () => {
      repo = home.repo('py', { 'requirements.txt': '' });
      await open(wall);
      writeFileSync(at('requirements.txt'), 'nowhere==9\n');
      expect(await install('requirements.txt')).toMatchObject({
        type: 'failed',
        message: expect.stringContaining(
          'No matching distribution found for nowhere==9',
        ) as unknown,
      });
    });
  },
);
