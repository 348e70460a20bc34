import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CommitResult } from '../../../src/ports/git.ts';
import { makeTestHome, type TestHome, type TestRepo } from '../../support/git-repo.ts';
import { openGitRoom } from '../../support/git-room.ts';

let home: TestHome;
let user: TestRepo;

beforeEach(() => {
  home = makeTestHome();
  user = home.repo('user');
});
afterEach(() => home.remove());

const has = (program: string): boolean => {
  try {
    execFileSync('which', [program], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

/** Commits, keeps the commit where `user` can look at it, and returns both. */
async function commit(
  env: Readonly<Record<string, string>> = home.env,
): Promise<{ result: CommitResult; raw: string }> {
  const { git, checkout } = await openGitRoom(home, user.root, { env });
  const parent = checkout.state.head;
  const tree = await git.withFile(parent, 'x.txt', 'x\n');
  const result = await git.commit({ tree, parent, message: 'One\n\nKey: value' });
  if (result.ok) await git.keep('heads/codelicious/x', result.sha);
  const raw = result.ok ? user.git('cat-file', 'commit', result.sha) : '';
  return { result, raw };
}

/** The environment without any name in it. */
function anonymous(): Readonly<Record<string, string>> {
  const entries = Object.entries(home.env).filter(
    ([name]) => !/^GIT_(AUTHOR|COMMITTER)_/.test(name),
  );
  return Object.fromEntries(entries);
}

describe('a commit', () => {
  it('has tree, parent and message as asked, and the user for author', async () => {
    const { result, raw } = await commit();
    expect(result).toMatchObject({ ok: true, signed: 'plain' });
    expect(raw).toContain(`parent ${user.git('rev-parse', 'HEAD')}\n`);
    expect(raw).toMatch(/^author Ada Lovelace <ada@example.com> \d+ [+-]\d+$/m);
    expect(raw.endsWith('\n\nOne\n\nKey: value')).toBe(true);
  });

  it('takes the identity of the repository’s configuration', async () => {
    user.git('config', 'user.name', 'Local');
    user.git('config', 'user.email', 'local@example.com');
    const { raw } = await commit(anonymous());
    expect(raw).toMatch(/^committer Local <local@example.com>/m);
  });

  it('takes the identity that a conditional include gives this repository', async () => {
    const file = join(home.dir, 'work.inc');
    writeFileSync(file, '[user]\n\tname = Work\n\temail = work@example.com\n');
    user.git('config', '--global', 'user.name', 'Home');
    user.git('config', '--global', 'user.email', 'home@example.com');
    user.git('config', '--global', `includeIf.gitdir:${user.root}/.path`, file);
    const { raw } = await commit(anonymous());
    expect(raw).toMatch(/^author Work <work@example.com>/m);
  });

  it('is not made for nobody', async () => {
    user.git('config', 'user.useConfigOnly', 'true');
    const { result } = await commit(anonymous());
    expect(result).toMatchObject({
      ok: false,
      message: expect.stringContaining('email') as string,
    });
    const { checkout } = await openGitRoom(home, user.root, { env: anonymous() });
    expect(await checkout.identity()).toBeNull();
  });

  it('is unsigned, and says so, when signing fails', async () => {
    user.git('config', 'commit.gpgSign', 'true');
    user.git('config', 'gpg.program', '/bin/false');
    const { result, raw } = await commit();
    expect(result).toMatchObject({ ok: true, signed: 'unsigned' });
    expect(raw).not.toContain('gpgsig');
  });

  it.skipIf(!has('ssh-keygen'))('is signed by ssh where the user signs so', async () => {
    const key = join(home.dir, 'key');
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
    user.git('config', 'commit.gpgSign', 'true');
    user.git('config', 'gpg.format', 'ssh');
    user.git('config', 'user.signingKey', `${key}.pub`);
    const { result, raw } = await commit();
    expect(result).toMatchObject({ ok: true, signed: 'signed' });
    expect(raw).toContain('-----BEGIN SSH SIGNATURE-----');
  });

  it.skipIf(!has('gpg'))('is signed by gpg where the user signs so', async () => {
    const gpgHome = mkdtempSync('/tmp/cg-');
    const env = { ...home.env, GNUPGHOME: gpgHome };
    const gpg = ['--batch', '--quiet', '--passphrase', ''];
    try {
      mkdirSync(gpgHome, { recursive: true, mode: 0o700 });
      const who = 'Ada Lovelace <ada@example.com>';
      const options = { env, stdio: 'ignore' } as const;
      execFileSync('gpg', [...gpg, '--quick-generate-key', who, 'ed25519', 'sign', '1d'], options);
      user.git('config', 'commit.gpgSign', 'true');
      const { result, raw } = await commit(env);
      expect(result).toMatchObject({ ok: true, signed: 'signed' });
      expect(raw).toContain('-----BEGIN PGP SIGNATURE-----');
    } finally {
      execFileSync('gpgconf', ['--kill', 'gpg-agent'], { env, stdio: 'ignore' });
      rmSync(gpgHome, { recursive: true, force: true });
    }
  });
});
