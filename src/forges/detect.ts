import { CodeliciousError } from '../domain/errors.ts';
import { parseRemote, type RemoteRepository } from './remote.ts';

/** Where pull requests will live, with a sentence for the banner. */
export type DetectedPlatform =
  | { readonly platform: 'github'; readonly remote: RemoteRepository; readonly reason: string }
  | { readonly platform: 'local'; readonly reason: string };

export interface PlatformQuestion {
  /** The unrewritten `remote.origin.url`, or null. */
  readonly originUrl: string | null;
  readonly requested: 'auto' | 'github' | 'local';
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** GitHub's own names; `ssh.github.com` is its ssh service on port 443. */
const GITHUB_HOSTS = new Set(['github.com', 'www.github.com', 'ssh.github.com']);

const AS_FILES = 'pull requests are kept as files in .codelicious/pulls';

/**
 * Chooses the platform from the remote's address and what was asked for. User-info of an address is never shown.
 * @throws CodeliciousError `config` when GitHub was asked for and origin names no repository there
 */
export function detectPlatform(question: PlatformQuestion): DetectedPlatform {
  if (question.requested === 'local') return local('Platform local was asked for');
  const found = findGithub(question);
  if (found.doubt === null) return github(found.remote, question.requested);
  if (question.requested === 'github') throw notGithub(found.doubt, found.remote);
  return local(found.doubt);
}

function github(remote: RemoteRepository, requested: string): DetectedPlatform {
  const why = requested === 'github' ? 'as asked for' : `origin is on ${remote.host}`;
  return {
    platform: 'github',
    remote,
    reason: `Pull requests go to GitHub repository ${remote.owner}/${remote.repo} (${why}).`,
  };
}

function local(why: string): DetectedPlatform {
  return { platform: 'local', reason: `${why}: ${AS_FILES}.` };
}

/** `doubt`: the start of a sentence that says why origin cannot be used as a GitHub repository. */
type Found =
  | { readonly remote: RemoteRepository; readonly doubt: null }
  | { readonly remote: RemoteRepository | null; readonly doubt: string };

function findGithub(question: PlatformQuestion): Found {
  if (question.originUrl === null) {
    return { remote: null, doubt: 'There is no remote named origin' };
  }
  const remote = parseRemote(question.originUrl);
  if (remote === null) {
    return { remote, doubt: 'Remote origin is not the address of a hosted repository' };
  }
  return { remote, doubt: doubtAbout(question, remote) };
}

function doubtAbout(question: PlatformQuestion, remote: RemoteRepository): string | null {
  if (isGithub(question, remote)) return nested(remote);
  return isGitlab(remote.host)
    ? `Remote origin is on ${remote.host}, and GitLab is not available yet`
    : `Remote origin is on ${remote.host}, which is not known to be GitHub`;
}

function isGithub(question: PlatformQuestion, remote: RemoteRepository): boolean {
  if (GITHUB_HOSTS.has(remote.host)) return true;
  if (isGitlab(remote.host) && question.requested === 'auto') return false;
  return (question.env['GITHUB_API_URL'] ?? '').trim() !== '';
}

function nested(remote: RemoteRepository): string | null {
  if (!remote.owner.includes('/')) return null;
  return `Remote origin names ${remote.owner}/${remote.repo}, which is not owner/repository`;
}

function isGitlab(host: string): boolean {
  return host.split('.').includes('gitlab');
}

function notGithub(doubt: string, remote: RemoteRepository | null): CodeliciousError {
  const hint =
    remote === null || GITHUB_HOSTS.has(remote.host)
      ? 'Run "git remote set-url origin https://github.com/OWNER/REPO.git", or use --platform local.'
      : `For GitHub Enterprise set GITHUB_API_URL=https://${remote.host}/api/v3, or use --platform local.`;
  return new CodeliciousError('config', `${doubt}, so platform github cannot be used.`, { hint });
}
