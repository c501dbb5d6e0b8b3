/** Bytes in hexadecimal digits, for tests of what lies in memory. */

/** Bytes as hexadecimal digits, with spaces between those that belong together. */
export function bytesOf(...lines: string[]): Uint8Array {
  return Uint8Array.from(Buffer.from(lines.join("").replaceAll(" ", ""), "hex"));
}

/** So many zeros. */
export const zeros = (count: number) => "00".repeat(count);
