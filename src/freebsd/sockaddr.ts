/** struct sockaddr_ng: a length byte, the family, then a path or name with its NUL (sys/netgraph/ng_socket.h). */
import { readString } from "../netgraph/latin1.ts";

/** The address family of netgraph (sys/socket.h); PF_NETGRAPH is the same number. */
export const AF_NETGRAPH = 32;
/** What the length byte counts besides the text: itself, the family byte and the NUL. */
const OVERHEAD = 3;
const TEXT_AT = 2;
/** The longest text whose length fits the length byte. */
export const MAX_ADDRESS = 255 - OVERHEAD;

/** Returns the struct sockaddr_ng of a path or a name, which has MAX_ADDRESS characters at the most, in Latin-1. */
export function encodeAddress(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length + OVERHEAD);
  bytes[0] = bytes.length;
  bytes[1] = AF_NETGRAPH;
  for (let i = 0; i < text.length; i++) bytes[TEXT_AT + i] = text.charCodeAt(i);
  return bytes;
}

/** Returns the path or the name in a struct sockaddr_ng, up to its NUL. */
export function decodeAddress(bytes: Uint8Array): string {
  return readString(bytes, TEXT_AT, bytes.length - TEXT_AT);
}
