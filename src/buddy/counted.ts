/** `1 link`, `2 links`, `3 addresses`: a number with its noun. */
export function counted(number: number, noun: string): string {
  return `${number} ${number === 1 ? noun : noun.endsWith("s") ? `${noun}es` : `${noun}s`}`;
}
