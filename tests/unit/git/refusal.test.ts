import { describe, expect, it } from 'vitest';
import {
  detailOf,
  pushRefusal,
  type RemoteOutcome,
  remoteFailure,
  withoutUserInfo,
} from '../../../src/git/refusal.ts';

const outcome = (err: string, out = ''): RemoteOutcome => ({ status: 'exited', out, err });
const HUNG_UP = 'fatal: Could not read from remote repository.';

describe('remoteFailure', () => {
  it.each([
    ['auth', 'remote: Permission to a/b.git denied to ada.\nfatal: unable to access'],
    ['auth', `git@github.com: Permission denied (publickey).\n${HUNG_UP}`],
    ['auth', `Host key verification failed.\n${HUNG_UP}`],
    ['auth', "fatal: unable to access 'https://x/': The requested URL returned error: 403"],
    ['auth', "fatal: Authentication failed for 'https://github.com/a/b.git/'"],
    ['auth', "fatal: could not read Username for 'https://github.com': terminal prompts disabled"],
    ['auth', 'remote: Invalid username or password.\nfatal: Authentication failed'],
    ['auth', 'remote: HTTP Basic: Access denied'],
    ['auth', 'ERROR: The key you are authenticating with has been marked as read only.'],
    ['auth', 'remote: Write access to repository not granted.\nreturned error: 403'],
    ['auth', "remote: The 'x' organization has enabled or enforced SAML SSO."],
    ['not_found', "remote: Repository not found.\nfatal: repository 'https://x/' not found"],
    ['not_found', `ERROR: Repository not found.\n${HUNG_UP}`],
    ['not_found', `fatal: '/gone.git' does not appear to be a git repository\n${HUNG_UP}`],
    ['not_found', "fatal: couldn't find remote ref refs/heads/nope"],
    ['not_found', 'remote: The project you were looking for could not be found'],
    ['not_found', 'fatal: unable to access: The requested URL returned error: 404'],
    ['network', "fatal: unable to access 'https://x/': Could not resolve host: github.com"],
    ['network', `ssh: Could not resolve hostname x: Name or service not known\n${HUNG_UP}`],
    ['network', 'Failed to connect to 127.0.0.1 port 1: Connection refused'],
    ['network', `ssh: connect to host x port 22: Connection timed out\n${HUNG_UP}`],
    ['network', `Connection reset by 1.2.3.4 port 22\n${HUNG_UP}`],
    ['network', `kex_exchange_identification: Connection closed by remote host\n${HUNG_UP}`],
    ['network', 'error: RPC failed; curl 56 GnuTLS recv error\nfatal: early EOF'],
    ['network', 'fatal: unable to access: The requested URL returned error: 503'],
    ['network', 'fatal: the remote end hung up unexpectedly'],
    ['other', 'fatal: unable to access: SSL certificate problem: self-signed certificate'],
    ['other', ''],
  ])('reads %s out of %j', (why, err) => {
    expect(remoteFailure(outcome(err))).toBe(why);
  });

  it('takes a remote that does not answer for a fault of the network', () => {
    expect(remoteFailure({ status: 'timed_out', out: '', err: '' })).toBe('network');
  });
});

const GH006 = `remote: error: GH006: Protected branch update failed for refs/heads/x.
remote: error: At least 1 approving review is required by reviewers with write access.
To github.com:a/b.git
error: failed to push some refs to 'github.com:a/b.git'`;
const GH013 = `remote: error: GH013: Repository rule violations found for refs/heads/x.
remote:
remote: - GITHUB PUSH PROTECTION
remote:   Push cannot contain secrets
error: failed to push some refs to 'github.com:a/b.git'`;
const refused = (summary: string): string => `To x\n!\tabc:refs/heads/x\t${summary}\nDone\n`;

describe('pushRefusal', () => {
  it.each([
    ['protected', GH006, refused('[remote rejected] (protected branch hook declined)')],
    [
      'protected',
      GH013,
      refused('[remote rejected] (push declined due to repository rule violations)'),
    ],
    ['protected', '', refused('[remote rejected] (deny updating a hidden ref)')],
    ['hook', 'remote: no tabs, please', refused('[remote rejected] (pre-receive hook declined)')],
    ['hook', '', refused('[remote rejected] (hook declined)')],
    ['stale', '', refused('[rejected] (fetch first)')],
    ['stale', '', refused('[rejected] (non-fast-forward)')],
    ['stale', '', refused('[rejected] (stale info)')],
    ['stale', '', refused('[remote rejected] (incorrect old value provided)')],
    ['checked_out', '', refused('[remote rejected] (branch is currently checked out)')],
    ['checked_out', "fatal: refusing to fetch into branch 'refs/heads/x' checked out at '/r'", ''],
    ['auth', 'remote: GitLab: You are not allowed to push code to this project.', ''],
    [
      'protected',
      'remote: GitLab: You are not allowed to push code to protected branches on this project.',
      refused('[remote rejected] (pre-receive hook declined)'),
    ],
    ['auth', 'remote: Permission to a/b.git denied to ada.', ''],
    ['auth', 'fatal: unable to access: The requested URL returned error: 403', ''],
    ['auth', 'remote: Repository not found.', ''],
    ['network', 'fatal: unable to access: Could not resolve host: github.com', ''],
    ['network', '', refused('[remote failure] (remote failed to report status)')],
    ['other', 'error: unpack failed: unable to create temporary object directory', ''],
  ])('reads %s', (why, err, out) => {
    expect(pushRefusal(outcome(err, out))).toMatchObject({ type: 'rejected', why });
  });

  it('says what the remote said before what git made of it', () => {
    expect(pushRefusal(outcome(GH006, refused('[remote rejected] (x)'))).detail).toMatch(
      /^error: GH006: Protected branch update failed for refs\/heads\/x\.; error: At least 1/,
    );
  });
});

describe('detailOf', () => {
  it('shows no credentials and no control characters, and stays short', () => {
    const err = `fatal: https://ada:secret@x/ \u001b[31mred\n${'remote: y\n'.repeat(3)}${'z'.repeat(900)}`;
    const detail = detailOf(outcome(err));
    expect(detail).toBe('y; fatal: https://***@x/ red');
    expect(detailOf(outcome(`fatal: ${'z'.repeat(900)}`)).length).toBeLessThanOrEqual(400);
  });

  it('falls back on whatever was said, and on how it ended', () => {
    expect(detailOf(outcome('odd words'))).toBe('odd words');
    expect(detailOf(outcome(''))).toBe('git exited');
    expect(detailOf({ status: 'timed_out', out: '', err: '' })).toContain('in time');
  });
});

describe('withoutUserInfo', () => {
  it('masks what stands before the @ of an address only', () => {
    expect(withoutUserInfo('https://a:b@h/p?x=@y git@h:p')).toBe('https://***@h/p?x=@y git@h:p');
  });
});
