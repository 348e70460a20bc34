/** Cuts a byte stream into lines of text. */
export interface LineSplitter {
  push(bytes: Uint8Array): void;
  /** Says that nothing more comes; an unfinished last line is handed on. */
  end(): void;
}

/**
 * Decodes UTF-8 piece by piece (malformed bytes become U+FFFD) and hands each line on without its
 * line end, `\n` or `\r\n`.
 * @param maxLength UTF-16 units of one line that are kept; what is beyond is dropped
 */
export function createLineSplitter(
  onLine: (line: string) => void,
  maxLength: number,
): LineSplitter {
  const decoder = new TextDecoder('utf-8');
  let pieces: string[] = [];
  let length = 0;

  const keep = (text: string): void => {
    const piece = text.slice(0, Math.max(0, maxLength - length));
    if (piece === '') return;
    pieces.push(piece);
    length += piece.length;
  };
  const flush = (): void => {
    const line = pieces.join('');
    pieces = [];
    length = 0;
    onLine(line.endsWith('\r') ? line.slice(0, -1) : line);
  };
  const feed = (text: string): void => {
    let start = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      keep(text.slice(start, end));
      flush();
      start = end + 1;
    }
    keep(text.slice(start));
  };

  return {
    push: (bytes) => {
      feed(decoder.decode(bytes, { stream: true }));
    },
    end: () => {
      feed(decoder.decode());
      if (length > 0) flush();
    },
  };
}
