import type { ForgeResult, PullRequest } from '../domain/pull.ts';

export interface OpenPull {
  readonly head: string;
  readonly base: string;
  readonly title: string;
  readonly body: string;
  readonly draft: boolean;
}

/** Where pull requests live. Every member is idempotent, so that a lost reply can be asked again. */
export interface Forge {
  readonly kind: 'github' | 'local';
  /** The account, for the banner; a refusal with code `auth` ends the run. */
  whoami(): Promise<ForgeResult<string>>;
  defaultBranch(): Promise<ForgeResult<string | null>>;
  /** Pull requests in any state whose head branch starts with the prefix, newest last. */
  listPulls(headPrefix: string): Promise<ForgeResult<readonly PullRequest[]>>;
  /** The newest open pull request of a head branch, or null. */
  findPull(head: string): Promise<ForgeResult<PullRequest | null>>;
  /** Opens one, or returns the open one that is there; opened normally where drafts are refused. */
  openPull(request: OpenPull): Promise<ForgeResult<PullRequest>>;
  updatePull(
    number: number,
    change: { readonly title?: string; readonly body?: string; readonly base?: string },
  ): Promise<ForgeResult<PullRequest>>;
  markReady(number: number): Promise<ForgeResult<PullRequest>>;
  requestReviewers(number: number, reviewers: readonly string[]): Promise<ForgeResult<null>>;
  addLabels(number: number, labels: readonly string[]): Promise<ForgeResult<null>>;
}
