/** Text in which `@` stands for the bytes C3 28, which are no UTF-8. */
export function mangled(text: string): Buffer {
  return Buffer.from(text.replaceAll('@', '\u00c3('), 'latin1');
}
