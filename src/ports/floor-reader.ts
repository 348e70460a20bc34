/** What a repository's own manifests ask of its coverage. */
export interface OwnFloor {
  /** Percent, 0 to 100; null where they ask for nothing. */
  readonly percent: number | null;
  /** Why one of them could not be read; null where all could. */
  readonly warning: string | null;
}

/** Reads the floor that a repository's manifests may ask for. */
export interface FloorReader {
  /** Repository-relative paths of the manifests it looks at. */
  readonly files: readonly string[];
  /**
   * @param texts the manifests there are, by path
   * @throws CodeliciousError `config` for a floor that is no number from 0 to 100
   */
  read(texts: ReadonlyMap<string, string>): Promise<OwnFloor>;
}
