import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findGithubToken } from '../../../src/forges/github/token.ts';
import { createProcesses } from '../../../src/system/processes.ts';

const processes = createProcesses();
let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'codelicious-token-'));
});
afterEach(() => rm(home, { recursive: true }));

async function search(env: Record<string, string | undefined>, host?: string) {
  const more = host === undefined ? {} : { host };
  return findGithubToken({ env: { PATH: home, HOME: home, ...env }, processes, ...more });
}

async function gh(script: string): Promise<void> {
  await writeFile(join(home, 'gh'), `#!/bin/sh\n${script}\n`);
  await chmod(join(home, 'gh'), 0o755);
}

describe('findGithubToken', () => {
  it('looks into the environment first', async () => {
    await gh('echo gho_gh');
    const both = { GITHUB_TOKEN: ' ghp_a\n', GH_TOKEN: 'ghp_b' };
    expect(await search(both)).toEqual({ token: 'ghp_a', from: 'GITHUB_TOKEN' });
    expect(await search({ ...both, GITHUB_TOKEN: ' ' })).toEqual({
      token: 'ghp_b',
      from: 'GH_TOKEN',
    });
  });

  it('asks gh, for the host and with the environment it needs', async () => {
    await gh('echo "gho_$(echo "$*|$HOME" | /usr/bin/tr " /" "__")"');
    const found = await search({ GITHUB_TOKEN: undefined });
    const place = home.replaceAll('/', '_');
    expect(found).toEqual({
      token: `gho_auth_token_--hostname_github.com|${place}`,
      from: 'gh auth token',
    });
    expect((await search({}, 'ghe.io'))?.token).toContain('--hostname_ghe.io');
  });

  it('finds nothing without gh, with one that is logged out, and with one that chatters', async () => {
    expect(await search({})).toBeNull();
    expect(await findGithubToken({ env: {}, processes })).toBeNull();
    await gh('echo "no oauth token" >&2; exit 1');
    expect(await search({})).toBeNull();
    await gh('echo "please log in first"');
    expect(await search({})).toBeNull();
  });

  it('refuses what cannot be a token without showing it', async () => {
    await expect(search({ GITHUB_TOKEN: 'ghp_a ghp_b' })).rejects.toMatchObject({
      code: 'forge_auth',
      message: 'GITHUB_TOKEN holds characters that no token has.',
    });
  });

  it.runIf(hasGh())('agrees with the real gh', async () => {
    const env = { PATH: process.env['PATH'], GH_CONFIG_DIR: home };
    expect(await search(env)).toBeNull();
    const hosts = 'github.com:\n    oauth_token: gho_real\n    user: ada\n';
    await writeFile(join(home, 'hosts.yml'), hosts);
    expect(await search(env)).toEqual({ token: 'gho_real', from: 'gh auth token' });
  });
});

function hasGh(): boolean {
  try {
    execFileSync('gh', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
