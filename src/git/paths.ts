/**
 * Git's paths are bytes, ours are strings. A byte that is no UTF-8 becomes one lone surrogate
 * U+DC80–U+DCFF (as PEP 383 does), so that every path comes back out as the bytes it was.
 */
const ESCAPED_BYTE = 0xdc00;
const REPLACEMENT = '\uFFFD';

/** A path as git wrote it, without loss. */
export function decodePath(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = buffer.toString('utf8');
  return text.includes(REPLACEMENT) ? decodeByPieces(buffer) : text;
}

/** The bytes of a path that `decodePath` made. */
export function encodePath(path: string): Buffer {
  if (!/[\uDC80-\uDCFF]/u.test(path)) return Buffer.from(path, 'utf8');
  return Buffer.concat(Array.from(path, encodeCharacter));
}

/** The fields of NUL-terminated output. */
export function splitNul(bytes: Uint8Array): readonly string[] {
  const text = decodePath(bytes);
  if (text === '') return [];
  return (text.endsWith('\0') ? text.slice(0, -1) : text).split('\0');
}

/** Paths as NUL-terminated input. */
export function joinNul(paths: readonly string[]): Buffer {
  return encodePath(paths.map((path) => `${path}\0`).join(''));
}

function decodeByPieces(bytes: Buffer): string {
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const lead = bytes[at] ?? 0;
    const piece = bytes.subarray(at, at + sequenceLength(lead));
    const text = piece.toString('utf8');
    const sound = Buffer.from(text, 'utf8').equals(piece);
    pieces.push(sound ? text : String.fromCharCode(ESCAPED_BYTE + lead));
    at += sound ? piece.length : 1;
  }
  return pieces.join('');
}

function sequenceLength(lead: number): number {
  if (lead >= 0xf0) return 4;
  if (lead >= 0xe0) return 3;
  return lead >= 0xc0 ? 2 : 1;
}

function encodeCharacter(character: string): Buffer {
  const code = character.charCodeAt(0);
  const escaped = character.length === 1 && code >= 0xdc80 && code <= 0xdcff;
  return escaped ? Buffer.from([code - ESCAPED_BYTE]) : Buffer.from(character, 'utf8');
}
