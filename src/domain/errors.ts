/** Every reason for which a run cannot go on. */
export type ErrorCode =
  | 'usage'
  | 'config'
  | 'git_missing'
  | 'git_too_old'
  | 'not_a_repository'
  | 'bare_repository'
  | 'unborn_branch'
  | 'identity_missing'
  | 'base_missing'
  | 'engine_unavailable'
  | 'engine_auth'
  | 'forge_auth'
  | 'forge'
  | 'network'
  | 'lock_held'
  | 'rate_limited'
  | 'limit'
  | 'storage'
  | 'interrupted';

/** The process exit code each fault ends in; 70 is kept for bugs. */
export const EXIT_CODES: Readonly<Record<ErrorCode, number>> = {
  usage: 2,
  config: 2,
  git_missing: 2,
  git_too_old: 2,
  not_a_repository: 2,
  bare_repository: 2,
  unborn_branch: 2,
  identity_missing: 2,
  base_missing: 2,
  engine_unavailable: 2,
  engine_auth: 4,
  forge_auth: 4,
  forge: 1,
  network: 1,
  lock_held: 75,
  rate_limited: 75,
  limit: 3,
  storage: 1,
  interrupted: 130,
};

export interface ErrorOptions {
  /** The next step for the person, one sentence or a command. */
  readonly hint?: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** "This run cannot go on": the one error class; anything else thrown is a bug. */
export class CodeliciousError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | null;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.name = 'CodeliciousError';
    this.code = code;
    this.hint = options.hint ?? null;
    this.details = options.details ?? {};
  }
}
