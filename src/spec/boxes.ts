/** The text with one character put into each of the boxes at these offsets. */
export function fillBoxes(text: string, offsets: readonly number[], mark: 'x' | ' '): string {
  let from = 0;
  const pieces: string[] = [];
  for (const offset of offsets.toSorted((a, b) => a - b)) {
    pieces.push(text.slice(from, offset), mark);
    from = offset + 1;
  }
  return pieces.join('') + text.slice(from);
}
