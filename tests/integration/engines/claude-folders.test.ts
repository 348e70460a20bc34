import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claudeCage } from '../../../src/engines/claude-cli/cage.ts';
import { installationOf } from '../../../src/engines/claude-cli/installation.ts';
import { preparePrivateFolder } from '../../../src/engines/claude-cli/private-folder.ts';
import { engineJob } from '../../support/engine-job.ts';

let folder: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'codelicious-folders-')));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function put(path: string, text = ''): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

const prepare = (cwd: string, session: string | null = null): Promise<string> =>
  preparePrivateFolder({
    ...{ stateDir: join(folder, 'state'), cwd, session },
    userFolder: join(folder, 'user'),
  });

describe('preparePrivateFolder', () => {
  it('gives each tree a folder of its own, with the user’s settings and no more', async () => {
    put('user/settings.json', '{"model":"x"}');
    put('user/CLAUDE.md', 'mine');
    put('user/.credentials.json', 'secret');
    put('user/projects/-tree/other.jsonl', 'talk');
    const one = await prepare('/one');
    expect(await prepare('/two')).not.toBe(one);
    expect(await prepare('/one')).toBe(one);
    expect(readdirSync(one).sort()).toEqual(['CLAUDE.md', 'projects', 'settings.json']);
    expect(readdirSync(join(one, 'projects'))).toEqual([]);
    expect(readFileSync(join(one, 'settings.json'), 'utf8')).toBe('{"model":"x"}');
  });

  it('keeps conversations and removes whatever else was left there, links unfollowed', async () => {
    const made = await prepare('/one');
    const below = made.slice(folder.length + 1);
    const outside = put('outside/keep.txt', 'keep');
    put(`${below}/projects/-one/a.jsonl`, 'talk');
    put(`${below}/projects/-one/memory/MEMORY.md`, 'planted');
    put(`${below}/projects/-one/b.sh`, 'planted');
    put(`${below}/settings.json`, '{"hooks":{}}');
    put(`${below}/plugins/p.js`, 'planted');
    symlinkSync(dirname(outside), join(made, 'way-out'));
    symlinkSync(dirname(outside), join(made, 'projects/way-out'));
    symlinkSync(outside, join(made, 'projects/-one/link.jsonl'));
    linkSync(outside, join(made, 'projects/-one/hard.jsonl'));
    await prepare('/one');
    expect(readdirSync(made)).toEqual(['projects']);
    expect(readdirSync(join(made, 'projects'))).toEqual(['-one']);
    expect(readdirSync(join(made, 'projects/-one'))).toEqual(['a.jsonl']);
    expect(readFileSync(outside, 'utf8')).toBe('keep');
  });

  it('puts a folder where something else was left in its place', async () => {
    const made = await prepare('/one');
    rmSync(join(made, 'projects'), { recursive: true });
    symlinkSync('/etc', join(made, 'projects'));
    await prepare('/one');
    expect(readdirSync(join(made, 'projects'))).toEqual([]);
  });

  it('copies the conversation that is named, wherever the user had it', async () => {
    put('user/projects/-a/x.jsonl', 'no');
    put('user/projects/-b/wanted.jsonl', 'talk');
    const made = await prepare('/one', 'wanted');
    expect(readFileSync(join(made, 'projects/-b/wanted.jsonl'), 'utf8')).toBe('talk');
    expect(existsSync(join(made, 'projects/-a/x.jsonl'))).toBe(false);
    await expect(prepare('/one', 'unknown')).resolves.toBe(made);
  });

  it('takes no name for a path', async () => {
    put('user/secret.jsonl', 'secret');
    put('user/projects/-a/x.jsonl', '');
    const made = await prepare('/one', '../../secret');
    expect(readdirSync(made)).toEqual(['projects']);
  });
});

describe('installationOf', () => {
  it('is the scope of an npm package, the links that lead to it, or the file alone', async () => {
    put('lib/@anthropic-ai/claude-code/package.json', '{"name":"@anthropic-ai/claude-code"}');
    const program = put('lib/@anthropic-ai/claude-code/bin/claude.exe');
    mkdirSync(join(folder, 'bin'));
    const link = join(folder, 'bin/claude');
    symlinkSync(program, link);
    expect(await installationOf(link)).toEqual([link, join(folder, 'lib/@anthropic-ai')]);
    put('mine/package.json', '{"name":"my-project"}');
    const own = put('mine/claude');
    expect(await installationOf(own)).toEqual([own, own]);
    const gone = join(folder, 'gone');
    expect(await installationOf(gone)).toEqual([gone, gone]);
  });
});

describe('claudeCage', () => {
  const cageFor = (env: Record<string, string>) =>
    claudeCage({
      ...{ job: engineJob({ cwd: join(folder, 'tree'), borrows: ['/borrowed'] }), session: null },
      ...{
        file: put('bin/claude'),
        env: { HOME: folder, ...env },
        stateDir: join(folder, 'state'),
      },
    });

  it('lets a login be renewed where it is used, and nowhere else', async () => {
    const login = put('.claude/.credentials.json');
    expect((await cageFor({})).cage.writable).toContain(login);
    for (const env of [{ ANTHROPIC_API_KEY: 'k' }, { CLAUDE_CODE_OAUTH_TOKEN: 't' }]) {
      expect((await cageFor(env)).cage.writable).not.toContain(login);
    }
    rmSync(login);
    expect((await cageFor({})).cage.writable).toHaveLength(2);
  });

  it('goes by where the user keeps the program’s folder', async () => {
    const login = put('elsewhere/.credentials.json');
    const elsewhere = join(folder, 'elsewhere');
    const { cage, variables } = await cageFor({ CLAUDE_CONFIG_DIR: elsewhere });
    expect(cage.writable).toContain(login);
    expect(variables['CLAUDE_SECURESTORAGE_CONFIG_DIR']).toBe(elsewhere);
    expect(variables['CLAUDE_CONFIG_DIR']).not.toBe(elsewhere);
    expect((await cageFor({})).variables['CLAUDE_SECURESTORAGE_CONFIG_DIR']).toBe('');
  });

  it('shows what is borrowed and what lets a cloud in', async () => {
    const google = { CLAUDE_CODE_USE_VERTEX: '1', GOOGLE_APPLICATION_CREDENTIALS: '/key.json' };
    const { cage } = await cageFor(google);
    const cloud = ['/borrowed', '/key.json', join(folder, '.config/gcloud')];
    expect(cage.readable).toEqual(expect.arrayContaining(cloud));
    expect((await cageFor({})).cage.readable).not.toContain(join(folder, '.config/gcloud'));
  });
});
