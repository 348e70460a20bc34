/** One text file as a change found and left it. */
export interface ChangedText {
  readonly path: string;
  /** The former path of a rename. */
  readonly from?: string | null;
  /** Null where it is new. */
  readonly before: string | null;
  /** Null where it is gone. */
  readonly after: string | null;
}
