import { createStringShortener } from './long-strings.ts';

/** Cuts a byte stream into lines of text. */
export interface LineSplitter {
  push(bytes: Uint8Array): void;
  /** Says that nothing more comes; an unfinished last line is handed on. */
  end(): void;
}

/** What of a line is kept, in bytes. */
export interface LineLimits {
  /** What is beyond is dropped. */
  readonly maxLength: number;
  /** Of one JSON string in a line longer than this: what is beyond is dropped, so that the line stays JSON. */
  readonly maxString?: number;
}

const LINE_FEED = 0x0a;
const FIRST_CAPACITY = 4096;

/**
 * Hands each line on without its line end, `\n` or `\r\n`, decoded as UTF-8 (malformed bytes become U+FFFD). A line
 * is gathered in memory that is used again for the next, since a flood of long ones would outrun the collector of
 * garbage.
 */
export function createLineSplitter(
  onLine: (line: string) => void,
  { maxLength, maxString = maxLength }: LineLimits,
): LineSplitter {
  const decoder = new TextDecoder('utf-8');
  const shortener = createStringShortener(maxString);
  let line = Buffer.alloc(FIRST_CAPACITY);
  let length = 0;
  let isLong = false;

  const append = (bytes: Uint8Array): void => {
    const piece = bytes.subarray(0, Math.max(0, maxLength - length));
    if (length + piece.byteLength > line.length) line = grown(line, length + piece.byteLength);
    line.set(piece, length);
    length += piece.byteLength;
  };
  const keep = (bytes: Uint8Array): void => {
    if (isLong) shortener.push(bytes, append);
    else append(bytes);
    if (isLong || length <= maxString) return;
    isLong = true;
    const whole = Uint8Array.prototype.slice.call(line, 0, length);
    length = 0;
    shortener.restart();
    shortener.push(whole, append);
  };
  const flush = (): void => {
    const text = decoder.decode(line.subarray(0, length));
    length = 0;
    isLong = false;
    onLine(text.endsWith('\r') ? text.slice(0, -1) : text);
  };

  return {
    push: (bytes) => {
      let start = 0;
      for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED, start)) {
        keep(bytes.subarray(start, end));
        flush();
        start = end + 1;
      }
      keep(bytes.subarray(start));
    },
    end: () => {
      if (length > 0) flush();
    },
  };
}

function grown(from: Buffer<ArrayBuffer>, needed: number): Buffer<ArrayBuffer> {
  const larger = Buffer.alloc(2 * needed);
  from.copy(larger);
  return larger;
}
