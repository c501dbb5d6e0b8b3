/** Ethernet addresses as text. */

/** Returns the bytes of a link-level address in hexadecimal pairs: `58:9c:fc:00:2a:01`. */
export function formatEther(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(":");
}
