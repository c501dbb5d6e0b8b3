/** What is sent: JSON, packed where it is long. What comes is not trusted: neither its size nor its shape. */
import { gunzipSync, gzipSync } from "node:zlib";

/** The most that one message unpacks to, bytes. */
const MAX_BYTES = 16 * 1024 * 1024;

/** Returns a value as a message. */
export function pack(value: unknown): Uint8Array {
  return gzipSync(JSON.stringify(value), { level: 6 });
}

/** Returns the value of a message; undefined for what is none of ours. */
export function unpack(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(gunzipSync(bytes, { maxOutputLength: MAX_BYTES }).toString());
  } catch {
    return undefined;
  }
}
