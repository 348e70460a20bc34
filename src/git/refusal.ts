import { clip, oneLine } from '../domain/text-limits.ts';
import type { PushResult, RemoteFailure } from '../ports/git.ts';
import type { ProcessOutcome } from '../ports/process.ts';

type PushRefusal = Extract<PushResult, { type: 'rejected' }>;

/** How a call to a remote ended. */
export interface RemoteOutcome {
  readonly status: ProcessOutcome['status'];
  /** Porcelain output of a push. */
  readonly out: string;
  readonly err: string;
}

/** Characters of a refusal that a person is shown. */
const MAX_DETAIL = 400;

/** Texts of git, ssh, curl, GitHub and GitLab under `LC_ALL=C`; the first match decides. */
const REMOTE_TABLE: readonly (readonly [RegExp, RemoteFailure])[] = [
  [/couldn't find remote ref/i, 'not_found'],
  [/permission to .+ denied|permission denied|write access .* not granted/i, 'auth'],
  [/authentication (?:failed|required)|could not read (?:username|password)/i, 'auth'],
  [/terminal prompts disabled|invalid (?:username|credentials)|access denied/i, 'auth'],
  [/host key verification failed|http basic: access denied|returned error: 40[13]/i, 'auth'],
  [/HTTP 40[13]|not allowed to (?:push|upload|download)|marked as read only/i, 'auth'],
  [/insufficient (?:permission|scope)|SAML SSO|single sign-on|forbidden/i, 'auth'],
  [/repository (?:'.*' )?not found|returned error: 404|HTTP 404/i, 'not_found'],
  [/does not appear to be a git repository|no such remote|could not be found/i, 'not_found'],
  [/does not exist|project you were looking for/i, 'not_found'],
  [/could not resolve|name resolution|name or service not known|nodename nor/i, 'network'],
  [/connection (?:refused|reset|timed out|closed|was reset|aborted)/i, 'network'],
  [/operation timed out|timed out after|network is unreachable|no route to host/i, 'network'],
  [/failed to connect|couldn't connect|empty reply from server|recv failure/i, 'network'],
  [
    /returned error: (?:429|5\d\d)|HTTP (?:429|5\d\d)|SSL_ERROR_SYSCALL|gnutls_handshake/i,
    'network',
  ],
  [/hung up unexpectedly|early EOF|RPC failed|unexpected disconnect|kex_exchange/i, 'network'],
  [/remote failed to report status|ssh: connect to host|broken pipe/i, 'network'],
];

/** Refusals of one ref, told by the receiving side. */
const PUSH_TABLE: readonly (readonly [RegExp, PushRefusal['why']])[] = [
  [/GH006|GH013|protected branch|rule violations|push protection|hidden ref/i, 'protected'],
  [/currently checked out|checked out branch|refusing to fetch into/i, 'checked_out'],
  [/not allowed to push|permission denied|access denied/i, 'auth'],
  [/\((?:fetch first|non-fast-forward|stale info|needs force|already exists)\)/i, 'stale'],
  [/incorrect old value|reference already exists|but expected|non-fast-forward/i, 'stale'],
  [/hook declined|hook failed/i, 'hook'],
];

/** Why a remote could not be read. */
export function remoteFailure(outcome: RemoteOutcome): RemoteFailure {
  if (outcome.status === 'timed_out') return 'network';
  return REMOTE_TABLE.find(([pattern]) => pattern.test(outcome.err))?.[1] ?? 'other';
}

/** Why a push was refused, and the sentence for a person. */
export function pushRefusal(outcome: RemoteOutcome): PushRefusal {
  const said = `${refLines(outcome.out)}\n${outcome.err}`;
  const byRef = PUSH_TABLE.find(([pattern]) => pattern.test(said))?.[1];
  return {
    type: 'rejected',
    why: byRef ?? ofRemote(said, outcome.status),
    detail: detailOf(outcome),
  };
}

/** What a failed call to a remote says, on one line, without credentials. */
export function detailOf(outcome: RemoteOutcome): string {
  if (outcome.status === 'timed_out') return 'the remote did not answer in time';
  const remote = linesOf(outcome.err).flatMap((line) => /^remote:\s*(\S.*)$/.exec(line)?.[1] ?? []);
  const own = linesOf(outcome.err).filter((line) => /^(?:fatal|error|ssh|!| !)/.test(line.trim()));
  const lines = [...remote, ...linesOf(refLines(outcome.out)), ...own].map(oneLine);
  const text = [...new Set(lines)].join('; ') || oneLine(outcome.err) || `git ${outcome.status}`;
  return clip(withoutUserInfo(text), MAX_DETAIL);
}

/** Addresses with `user:password@` made safe to show. */
export function withoutUserInfo(text: string): string {
  return text.replace(/(\w+:\/\/)[^\s/@]+@/g, '$1***@');
}

/** A server that hides what one may not see says "not found" to a push without rights. */
function ofRemote(err: string, status: ProcessOutcome['status']): PushRefusal['why'] {
  const why = remoteFailure({ status, out: '', err });
  return why === 'not_found' ? 'auth' : why;
}

/** Summaries of refused refs: `!<TAB>from:to<TAB>[rejected] (fetch first)`. */
function refLines(porcelain: string): string {
  return linesOf(porcelain)
    .filter((line) => line.startsWith('!'))
    .map((line) => line.split('\t')[2] ?? line)
    .join('\n');
}

function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}
