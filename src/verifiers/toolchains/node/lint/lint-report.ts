/** One complaint of a linter. */
export interface LintMessage {
  readonly line: number | null;
  readonly rule: string | null;
  readonly message: string;
  readonly isError: boolean;
}

/** What a linter says of one file. */
export interface LintFile {
  /** As the linter names it: absolute, or relative to where it ran. */
  readonly path: string;
  readonly messages: readonly LintMessage[];
}

/** What a linter says of a run. */
export interface LintReport {
  readonly files: readonly LintFile[];
  /** It looked at nothing: all it was given is ignored by its settings. */
  readonly isIdle: boolean;
}
