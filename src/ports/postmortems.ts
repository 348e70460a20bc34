/** Where post-mortems are written. */
export interface Postmortems {
  /** The last lines of this run's log, redacted. */
  lastLogLines(count: number): Promise<readonly string[]>;
  /** Writes it and returns its absolute path. */
  write(text: string): Promise<string>;
}
