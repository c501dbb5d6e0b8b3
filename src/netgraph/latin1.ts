/** Text in messages: Latin-1, in fields that end with a NUL. */

/** The bytes from `at` to `end` as text. */
export function latin1(bytes: Uint8Array, at: number, end: number): string {
  // Most names of peers are empty or of one letter.
  if (end - at < 2) return end === at ? "" : String.fromCharCode(bytes[at]!);
  return Buffer.prototype.latin1Slice.call(bytes, at, end);
}

/** The bytes up to the first NUL, at most `size` of them. */
export function readString(bytes: Uint8Array, offset: number, size: number): string {
  const limit = Math.min(offset + size, bytes.length);
  let end = offset;
  while (end < limit && bytes[end] !== 0) end++;
  return latin1(bytes, offset, end);
}

/** Text as C reads it: up to its first NUL. */
export function cString(text: string): string {
  const end = text.indexOf("\0");
  return end < 0 ? text : text.slice(0, end);
}

/** Writes Latin-1 text into a field of `size` bytes, cut so that a NUL fits. */
export function writeString(bytes: Uint8Array, offset: number, size: number, value: string): void {
  const length = Math.min(value.length, size - 1);
  for (let i = 0; i < length; i++) bytes[offset + i] = value.charCodeAt(i);
}
