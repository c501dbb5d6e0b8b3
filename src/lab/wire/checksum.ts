/** The Internet checksum (RFC 1071). */

/** The checksum over `length` bytes from `offset`; 0 when they carry their own right checksum. */
export function checksum(bytes: Uint8Array, offset: number, length: number): number {
  let sum = 0;
  const end = offset + length;
  for (let at = offset; at + 1 < end; at += 2) sum += (bytes[at]! << 8) | bytes[at + 1]!;
  if (length % 2 === 1) sum += bytes[end - 1]! << 8;
  // 64 KiB of 16-bit words add up to less than 2^32, so one carry fold and another one are enough.
  sum = (sum & 0xffff) + Math.floor(sum / 65536);
  sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}
