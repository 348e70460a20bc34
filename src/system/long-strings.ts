/** Shortens the strings in one line of JSON that comes piece by piece. */
export interface StringShortener {
  /** Hands on what of these bytes is kept. */
  push(bytes: Uint8Array, keep: (bytes: Uint8Array) => void): void;
  /** Begins with another line. */
  restart(): void;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** Bytes of the longest escape, `\u0000`. */
const LONGEST_ESCAPE = 6;

/**
 * Takes out what is beyond the first `most` bytes of a string, and a little more where the cut would fall into an
 * escape; everything else stays, so that JSON stays JSON.
 */
export function createStringShortener(most: number): StringShortener {
  let isInside = false;
  let isDropping = false;
  let isEscaped = false;
  let kept = 0;
  const enter = (inside: boolean): void => {
    isInside = inside;
    isDropping = false;
    isEscaped = false;
    kept = 0;
  };
  /** What of a piece of a string is kept. */
  const part = (piece: Uint8Array): Uint8Array => {
    if (isDropping) return piece.subarray(0, 0);
    const cut = cutBefore(piece, most - kept);
    isDropping = cut !== null;
    kept += piece.byteLength;
    return cut === null ? piece : piece.subarray(0, cut);
  };
  return {
    restart: () => {
      enter(false);
    },
    push: (bytes, keep) => {
      let at = 0;
      while (at < bytes.length) {
        const quote = isInside ? endOfString(bytes, at, isEscaped) : bytes.indexOf(QUOTE, at);
        const end = quote === -1 ? bytes.length : quote;
        const piece = bytes.subarray(at, end);
        if (!isInside) keep(bytes.subarray(at, end + 1));
        else {
          keep(part(piece));
          isEscaped = backslashesBefore(piece, isEscaped) % 2 === 1;
          if (quote !== -1) keep(bytes.subarray(end, end + 1));
        }
        if (quote !== -1) enter(!isInside);
        at = end + 1;
      }
    },
  };
}

/** Where a string ends in these bytes: at the first quote that no backslash escapes; -1 where it does not. */
function endOfString(bytes: Uint8Array, from: number, isEscaped: boolean): number {
  let quote = bytes.indexOf(QUOTE, from);
  while (quote !== -1 && backslashesBefore(bytes.subarray(from, quote), isEscaped) % 2 === 1) {
    quote = bytes.indexOf(QUOTE, quote + 1);
  }
  return quote;
}

/** Backslashes at the end of a piece; where it is nothing else, with the open one before it. */
function backslashesBefore(piece: Uint8Array, isEscaped: boolean): number {
  let first = piece.length;
  while (first > 0 && piece[first - 1] === BACKSLASH) first -= 1;
  return piece.length - first + (first === 0 && isEscaped ? 1 : 0);
}

/**
 * Where a piece can be cut, at the wanted place or shortly before; null where it is not to be cut, or only later
 * because nobody sees from here whether an escape began before it.
 */
function cutBefore(piece: Uint8Array, wanted: number): number | null {
  const at = Math.max(wanted, 2 * LONGEST_ESCAPE);
  if (piece.length <= at) return null;
  const last = piece.lastIndexOf(BACKSLASH, at - 1);
  if (last < at - LONGEST_ESCAPE) return at;
  const run = backslashesBefore(piece.subarray(0, last + 1), false);
  const first = last + 1 - run;
  return first === 0 ? null : first;
}
