import type { Classified } from './classify.ts';
import type { Fault } from './fault.ts';

/** Where requests go, for sentences. */
export interface Place {
  readonly host: string;
  /** `owner/repo`. */
  readonly repository: string;
}

export interface Refused {
  readonly fault: Fault;
  readonly classified: Classified;
  /** What was asked, as an infinitive: `open a pull request for x`. */
  readonly what: string;
  readonly place: Place;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** One short sentence or two for a person: what was refused, and the next step. */
export function sentence(refused: Refused): string {
  switch (refused.classified.code) {
    case 'auth':
      return 'GitHub refused the token (401). Set GITHUB_TOKEN to a valid one, or run "gh auth login".';
    case 'forbidden':
      return `GitHub does not let this token ${refused.what}${said(refused.fault)}. ${allow(refused)}`;
    case 'not_found':
      return `GitHub could not ${refused.what}: not found (404). Check remote.origin.url and that the token may see ${refused.place.repository}.`;
    case 'invalid':
      return `GitHub refused to ${refused.what}${said(refused.fault)}.`;
    case 'rate_limited':
      return `GitHub's rate limit is reached. Run again ${when(refused)}.`;
    case 'server':
      return server(refused);
    case 'network':
      return network(refused);
  }
}

function said(fault: Fault): string {
  const words = fault.kind === 'http' || fault.kind === 'graphql' ? fault.said : '';
  return words === '' ? '' : ` (${words.replace(/\.$/, '')})`;
}

/** An organisation's single sign-on names the page to visit in `X-GitHub-SSO`. */
function allow({ fault, place }: Refused): string {
  const sso = fault.kind === 'http' ? fault.headers['x-github-sso'] : undefined;
  if (sso !== undefined) return `Authorise it for single sign-on of ${place.repository}.`;
  return `Give it "contents: write" and "pull requests: write" on ${place.repository}.`;
}

function when({ classified, now }: Refused): string {
  if (classified.waitMs === null) return 'in some minutes';
  return `after ${new Date(now + classified.waitMs).toISOString().slice(11, 16)} UTC`;
}

function server({ fault, what, place }: Refused): string {
  const status = fault.kind === 'http' ? fault.status : 500;
  if (status < 400) {
    return `${place.host} redirected (${String(status)}) to another host, where the token was not sent. Check GITHUB_API_URL.`;
  }
  return `GitHub failed (${String(status)}) to ${what}. Try again later.`;
}

function network({ fault, what, place }: Refused): string {
  if (fault.kind === 'aborted') return `Stopped before GitHub could ${what}.`;
  if (fault.kind === 'unreadable') {
    return `${place.host} sent a reply that cannot be read to the request to ${what}. Check GITHUB_API_URL, or try again.`;
  }
  const reason = fault.kind === 'network' && fault.reason !== null ? ` (${fault.reason})` : '';
  return `${place.host} could not be reached${reason} to ${what}. Check the network and GITHUB_API_URL.`;
}
