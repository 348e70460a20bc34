/** A pull request as a forge knows it. */
export interface PullRequest {
  readonly number: number;
  /** Where a person reads it: an https address, or a file path on platform `local`. */
  readonly url: string;
  readonly state: 'open' | 'closed' | 'merged';
  readonly draft: boolean;
  /** Branch names without `refs/heads/`. */
  readonly head: string;
  readonly base: string;
  readonly title: string;
  readonly body: string;
}

/** What a forge says when it could not do as asked. */
export type ForgeFailureCode =
  | 'auth'
  | 'forbidden'
  | 'not_found'
  | 'invalid'
  | 'rate_limited'
  | 'network'
  | 'server';

/** A forge's answer: the value, or a classified refusal. */
export type ForgeResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: ForgeFailureCode; readonly message: string };
