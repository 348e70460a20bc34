/** Characters after which a piece is told although its line goes on, up to its last blank: half a secret is not known. */
const MAX_PIECE_CHARS = 500;
/** Characters after which one without any blank is told. */
const MAX_WORD_CHARS = 4000;

/** Gathers prose that comes in small pieces into whole lines. */
export interface TextEvents {
  readonly add: (text: string) => void;
  /** Tells what is left. */
  readonly end: () => void;
}

/** @param tell is given text that is never empty */
export function createTextEvents(tell: (text: string) => void): TextEvents {
  let waiting = '';
  const flush = (length: number): void => {
    const piece = waiting.slice(0, length);
    waiting = waiting.slice(length);
    if (piece.trim() !== '') tell(piece);
  };
  return {
    add: (text) => {
      waiting += text;
      const feed = waiting.lastIndexOf('\n') + 1;
      if (feed > 0) flush(feed);
      if (waiting.length > MAX_PIECE_CHARS) flush(waiting.lastIndexOf(' ') + 1);
      if (waiting.length > MAX_WORD_CHARS) flush(waiting.length);
    },
    end: () => {
      flush(waiting.length);
    },
  };
}
