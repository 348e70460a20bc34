/** A function from a position in the text to its 1-based line; each call costs a binary search. */
export function lineFinder(text: string): (at: number) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (at) => {
    let [low, high] = [0, starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (Number(starts[middle]) <= at) low = middle;
      else high = middle;
    }
    return low + 1;
  };
}
