/** Bits of information per character, by how often each occurs. */
export function entropyOf(value: string): number {
  const counts = new Map<string, number>();
  for (const char of value) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) {
    const share = count / value.length;
    bits -= share * Math.log2(share);
  }
  return bits;
}

/** A word as people write it, a number, or a single character of another kind. */
const PIECES = /[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+|[^A-Za-z\d]/g;

/**
 * How often the kind of character changes, per character: near 0 for words, dates and versions, near 0.5 for what
 * a generator made.
 */
export function mixtureOf(value: string): number {
  const plain = value.replace(/[-_.=]/g, '');
  if (plain === '') return 0;
  return ((plain.match(PIECES)?.length ?? 1) - 1) / plain.length;
}

/** The share of characters that repeat the one before. */
export function repetition(value: string): number {
  const same = value.match(/(.)(?=\1)/gs)?.length ?? 0;
  return same / Math.max(1, value.length - 1);
}

/** The share of characters that repeat the one before or follow it, as in `aaaa`, `1234` and `abcd`. */
export function monotony(value: string): number {
  let steps = 0;
  for (let at = 1; at < value.length; at += 1) {
    const step = value.charCodeAt(at) - value.charCodeAt(at - 1);
    if (step === 0 || step === 1) steps += 1;
  }
  return value.length < 2 ? 0 : steps / (value.length - 1);
}
