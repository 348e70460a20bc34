/** The last bytes of a stream, in bounded memory. */
export interface ByteTail {
  push(bytes: Uint8Array): void;
  /** A copy of what was kept. */
  take(): Uint8Array;
  /** Whether bytes came that were not kept. */
  readonly truncated: boolean;
}

const FIRST_CAPACITY = 4096;

/**
 * Keeps at most `keep` bytes of everything pushed, the newest. Holds at most twice as much,
 * whatever the size and number of the pieces, and copies each byte a constant number of times.
 */
export function createByteTail(keep: number): ByteTail {
  const limit = 2 * keep;
  let buffer = Buffer.alloc(Math.min(FIRST_CAPACITY, limit));
  let length = 0;
  let total = 0;

  const grow = (needed: number): void => {
    const larger = Buffer.alloc(Math.min(limit, 2 * needed));
    buffer.copy(larger, 0, 0, length);
    buffer = larger;
  };
  const dropOldest = (wanted: number): void => {
    const kept = Math.min(length, keep - wanted);
    buffer.copyWithin(0, length - kept, length);
    length = kept;
  };

  return {
    push(bytes) {
      const newest = bytes.subarray(Math.max(0, bytes.byteLength - keep));
      const needed = length + newest.byteLength;
      if (needed > buffer.length && buffer.length < limit) grow(needed);
      if (needed > buffer.length) dropOldest(newest.byteLength);
      buffer.set(newest, length);
      length += newest.byteLength;
      total += bytes.byteLength;
    },
    take: () => new Uint8Array(buffer.subarray(Math.max(0, length - keep), length)),
    get truncated() {
      return total > keep;
    },
  };
}
