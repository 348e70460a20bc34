import { describe, expect, it } from 'vitest';
import type { Classified } from '../../../../src/forges/github/classify.ts';
import type { Fault } from '../../../../src/forges/github/fault.ts';
import { sentence } from '../../../../src/forges/github/sentences.ts';

function say(
  code: Classified['code'],
  fault: Partial<Extract<Fault, { kind: 'http' }>> | Exclude<Fault, { kind: 'http' }> = {},
  waitMs: number | null = null,
): string {
  const http = { status: 500, headers: {}, documentationUrl: null, fields: [], said: '' };
  return sentence({
    fault: 'kind' in fault ? (fault as Fault) : { kind: 'http', ...http, ...fault },
    classified: { code, retry: false, waitMs },
    what: 'open a pull request for c/a',
    place: { host: 'api.github.com', repository: 'o/r' },
    now: Date.UTC(2026, 0, 31, 9, 59),
  });
}

describe('sentence', () => {
  it.each([
    [
      say('auth'),
      'GitHub refused the token (401). Set GITHUB_TOKEN to a valid one, or run "gh auth login".',
    ],
    [
      say('forbidden', { said: 'Resource not accessible.' }),
      'GitHub does not let this token open a pull request for c/a (Resource not accessible). Give it "contents: write" and "pull requests: write" on o/r.',
    ],
    [
      say('forbidden', { headers: { 'x-github-sso': 'required' } }),
      'GitHub does not let this token open a pull request for c/a. Authorise it for single sign-on of o/r.',
    ],
    [
      say('not_found'),
      'GitHub could not open a pull request for c/a: not found (404). Check remote.origin.url and that the token may see o/r.',
    ],
    [
      say('invalid', { kind: 'graphql', types: [], said: 'No commits.' }),
      'GitHub refused to open a pull request for c/a (No commits).',
    ],
    [say('rate_limited'), "GitHub's rate limit is reached. Run again in some minutes."],
    [say('rate_limited', {}, 61_000), "GitHub's rate limit is reached. Run again after 10:00 UTC."],
    [
      say('server', { status: 503 }),
      'GitHub failed (503) to open a pull request for c/a. Try again later.',
    ],
    [
      say('server', { status: 302 }),
      'api.github.com redirected (302) to another host, where the token was not sent. Check GITHUB_API_URL.',
    ],
    [
      say('network', { kind: 'network', reason: null }),
      'api.github.com could not be reached to open a pull request for c/a. Check the network and GITHUB_API_URL.',
    ],
    [
      say('network', { kind: 'unreadable' }),
      'api.github.com sent a reply that cannot be read to the request to open a pull request for c/a. Check GITHUB_API_URL, or try again.',
    ],
    [
      say('network', { kind: 'aborted' }),
      'Stopped before GitHub could open a pull request for c/a.',
    ],
  ])('%s', (said, expected) => expect(said).toBe(expected));
});
