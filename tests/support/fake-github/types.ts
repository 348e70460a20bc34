/** What a token may do. */
export interface FakeAccount {
  /** Null for the token of a GitHub App, such as the one of an Actions job: it has no `/user`. */
  readonly login: string | null;
  /** False: reads only. Default true. */
  readonly write?: boolean;
}

export interface FakeGithubOptions {
  readonly owner: string;
  readonly repo: string;
  /** A bare repository that holds the branches; without it, every branch is believed to exist. */
  readonly gitDir?: string;
  /** Accounts by token. Default: `t` belongs to `octocat`. */
  readonly tokens?: Readonly<Record<string, FakeAccount>>;
  readonly defaultBranch?: string;
  /** False: draft pull requests are refused, as on private repositories of free plans. */
  readonly drafts?: boolean;
  /** Logins that may review; default: everybody. */
  readonly collaborators?: readonly string[];
  /** False: there is no `/graphql`, as on a server that offers REST alone. */
  readonly graphql?: boolean;
  /** A former `owner/repo`, answered with a redirect to where it is now. */
  readonly formerName?: string;
}

/** A pull request as the server keeps it. */
export interface FakePull {
  readonly number: number;
  readonly nodeId: string;
  title: string;
  body: string;
  readonly head: string;
  base: string;
  /** Where the head branch lives; `gone` for a deleted fork. */
  readonly headRepo: 'own' | 'fork' | 'gone';
  draft: boolean;
  state: 'open' | 'closed';
  mergedAt: string | null;
  mergeSha: string | null;
  headSha: string | null;
  readonly author: string;
  readonly reviewers: Set<string>;
  readonly teams: Set<string>;
  readonly labels: Set<string>;
  readonly createdAt: string;
  updatedAt: string;
}

/** A request as a handler sees it. */
export interface FakeRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
  readonly token: string | null;
}

/** A request as it was logged, with the status it got; 0 where the reply was withheld. */
export interface LoggedRequest extends Omit<FakeRequest, 'query'> {
  readonly query: Readonly<Record<string, string>>;
  readonly status: number;
}

export interface FakeReply {
  readonly status: number;
  /** Null for no content. */
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What goes wrong with a request. */
export type Mishap =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly message?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** 403 or 429 of the secondary limit; `retryAfterS` becomes `Retry-After`. */
  | { readonly kind: 'secondary_limit'; readonly status?: 403 | 429; readonly retryAfterS?: number }
  /** 403 with an empty quota that is filled again at `resetAt`, epoch seconds. */
  | { readonly kind: 'primary_limit'; readonly resetAt: number }
  | { readonly kind: 'redirect'; readonly to: string; readonly status?: number }
  /** The connection is reset before anything is done. */
  | { readonly kind: 'reset' }
  /** All is done as asked, and the connection is reset instead of replying. */
  | { readonly kind: 'lost_reply' }
  /** All is done as asked, and the reply ends in its middle. */
  | { readonly kind: 'cut_reply' }
  /** All is done as asked, late. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** The request is taken and never answered. */
  | { readonly kind: 'hang' };

export interface FaultRule {
  readonly method?: string;
  /** Matches the path; a text matches its end. */
  readonly path?: RegExp | string;
  /** Matching requests let through before. Default 0. */
  readonly after?: number;
  /** How many are hit. Default 1. */
  readonly times?: number;
  readonly mishap: Mishap;
}
