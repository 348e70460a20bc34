/** A hook before commits, as the base has it. */
export interface Hook {
  readonly name: string;
  /** As a person would type it. */
  readonly shown: string;
  readonly argv: readonly string[];
  /** Files it is made of; a path that ends in `/` stands for all below it. */
  readonly files: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Exit codes by which its program says that it could not begin, and what to tell of them. */
  readonly unable?: ReadonlyMap<number, string>;
  /** What of it is left out. */
  readonly note?: string;
}

/** A hook, or why one cannot be run. */
export type FoundHook =
  | { readonly kind: 'hook'; readonly hook: Hook }
  | {
      readonly kind: 'skipped';
      readonly name: string;
      readonly shown: string;
      readonly note: string;
    };
