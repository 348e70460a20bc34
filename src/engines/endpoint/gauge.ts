import { FloodError } from './fault.ts';

/** Characters of prose and calls in one answer: four times what 128,000 tokens of code come to. */
const MAX_ANSWER_CHARS = 2 * 1024 * 1024;

/** Counts the characters that are kept of an answer, and throws FloodError when there are too many. */
export function createGauge(): (piece: string) => void {
  let chars = 0;
  return (piece) => {
    chars += piece.length;
    if (chars > MAX_ANSWER_CHARS) {
      throw new FloodError(`the answer is longer than ${String(MAX_ANSWER_CHARS)} characters`);
    }
  };
}
