/** Where a text stops being what it should be. */
export interface SyntaxFault {
  /** 1-based; null where the reader did not say. */
  readonly line: number | null;
  readonly message: string;
}
