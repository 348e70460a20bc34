/** A secret that a text holds, or what looks like one. */
export interface FoundSecret {
  /** The kind of secret; by the names that scanners of repositories share, where they have one. */
  readonly rule: string;
  readonly value: string;
  /** Position of the value in the text. */
  readonly index: number;
}

/** A file as the searches see it. */
export interface SearchedFile {
  /** Repository-relative. */
  readonly path: string;
  readonly text: string;
}
