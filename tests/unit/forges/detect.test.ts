import { describe, expect, it } from 'vitest';
import { CodeliciousError } from '../../../src/domain/errors.ts';
import { detectPlatform, type PlatformQuestion } from '../../../src/forges/detect.ts';

function ask(originUrl: string | null, more: Partial<PlatformQuestion> = {}) {
  return detectPlatform({ originUrl, requested: 'auto', env: {}, ...more });
}

function refusal(originUrl: string | null, env = {}): CodeliciousError {
  try {
    ask(originUrl, { requested: 'github', env });
  } catch (error) {
    if (error instanceof CodeliciousError) return error;
  }
  throw new Error('was not refused');
}

const FILES = 'pull requests are kept as files in .codelicious/pulls.';

describe('detectPlatform', () => {
  it.each([
    'https://u:p@github.com/o/r.git',
    'git@github.com:o/r',
    'ssh://git@ssh.github.com:443/o/r',
  ])('finds GitHub: %s', (url) => {
    const found = ask(url);
    expect(found).toMatchObject({ platform: 'github', remote: { owner: 'o', repo: 'r' } });
    expect(found.reason).toMatch(/^Pull requests go to GitHub repository o\/r \(origin is on /);
    expect(found.reason).not.toMatch(/u:p|git@/);
  });

  it.each([
    [null, `There is no remote named origin: ${FILES}`],
    ['/srv/r.git', `Remote origin is not the address of a hosted repository: ${FILES}`],
    [
      'https://u:p@gitlab.com/g/s/r.git',
      `Remote origin is on gitlab.com, and GitLab is not available yet: ${FILES}`,
    ],
    [
      'git@code.example.org:o/r.git',
      `Remote origin is on code.example.org, which is not known to be GitHub: ${FILES}`,
    ],
    [
      'https://github.com/o/r/tree',
      `Remote origin names o/r/tree, which is not owner/repository: ${FILES}`,
    ],
  ])('stays local with a reason: %s', (url, reason) => {
    expect(ask(url)).toEqual({ platform: 'local', reason });
  });

  it('takes any host for GitHub when the API is named, but GitLab only when it was asked for', () => {
    const env = { GITHUB_API_URL: 'https://code.example.org/api/v3' };
    expect(ask('git@code.example.org:o/r', { env }).platform).toBe('github');
    expect(ask('git@gitlab.com:o/r', { env }).platform).toBe('local');
    expect(ask('/srv/r.git', { env }).platform).toBe('local');
    expect(ask('git@h.io:o/r', { env: { GITHUB_API_URL: ' ' } }).platform).toBe('local');
    expect(ask('git@gitlab.io:o/r', { env, requested: 'github' }).reason).toContain('as asked for');
  });

  it('stays local when it was asked to', () => {
    expect(ask('git@github.com:o/r', { requested: 'local' })).toEqual({
      platform: 'local',
      reason: `Platform local was asked for: ${FILES}`,
    });
  });

  it('refuses GitHub where origin is not there', () => {
    expect(refusal(null)).toMatchObject({
      code: 'config',
      message: 'There is no remote named origin, so platform github cannot be used.',
      hint: expect.stringContaining('git remote set-url origin'),
    });
    expect(refusal('https://u:p@code.example.org/o/r')).toMatchObject({
      hint: 'For GitHub Enterprise set GITHUB_API_URL=https://code.example.org/api/v3, or use --platform local.',
    });
    expect(refusal('https://u:p@github.com/o/r/x').message).not.toContain('u:p');
  });
});
