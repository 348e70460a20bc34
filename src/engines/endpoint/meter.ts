const MEBIBYTE = 1024 * 1024;
/** Bytes of an answer: several times the longest a model gives, with what a stream adds to each token. */
const MAX_ANSWER_BYTES = 16 * MEBIBYTE;
/** Bytes between two empty lines, which is one server-sent event: a tool call in one piece is the largest. */
const MAX_EVENT_BYTES = MEBIBYTE;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/** Counts what comes. */
export interface Meter {
  /** What there is too much of, or null. */
  add(chunk: Uint8Array): string | null;
}

/** A meter for a stream of server-sent events, so that none of their readers has to keep more than one. */
export function createMeter(): Meter {
  let answer = 0;
  let event = 0;
  let line = 0;
  return {
    add: (chunk) => {
      answer += chunk.length;
      for (const byte of chunk) {
        event += 1;
        if (byte === LINE_FEED) {
          if (line === 0) event = 0;
          line = 0;
        } else if (byte !== CARRIAGE_RETURN) line += 1;
      }
      if (answer > MAX_ANSWER_BYTES) return tooLong('answer', MAX_ANSWER_BYTES);
      return event > MAX_EVENT_BYTES ? tooLong('event', MAX_EVENT_BYTES) : null;
    },
  };
}

function tooLong(what: string, limit: number): string {
  return `the ${what} is longer than ${String(limit / MEBIBYTE)} MiB`;
}
