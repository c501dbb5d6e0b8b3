/**
 * Who owns the bytes of frames and messages. Whoever hands bytes on keeps them: they are valid during the call only, and everybody
 * that a hub or a bridge gives them to sees the same ones. So whoever changes or keeps them makes a copy, with `copyOf`, and nobody else does.
 */

/** Returns bytes that are the caller's alone. `slice` would not do: that of a Buffer is a view of the same bytes. */
export function copyOf(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes);
}

/** Returns the same bytes as a plain Uint8Array. Bytes from outside pass here once, so that what is cut out of them with `slice` is a copy. */
export function plainBytes(bytes: Uint8Array): Uint8Array {
  if (bytes.constructor === Uint8Array) return bytes;
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}
