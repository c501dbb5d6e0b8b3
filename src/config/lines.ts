/** Lines of a text: which one a position is on. */

/** Returns the line of a position, from 1 up. */
export function lineCounter(text: string): (position: number) => number {
  const begins = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) begins.push(at + 1);
  return (position) => {
    let low = 0;
    let high = begins.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (begins[middle]! <= position) low = middle;
      else high = middle;
    }
    return low + 1;
  };
}
