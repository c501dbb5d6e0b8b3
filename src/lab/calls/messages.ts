/** A message of `net.route`: a header, and addresses behind it (sys/net/rtsock.c, net/route.h). */
import { RTAX } from "../../calls/numbers.ts";

/** By their RTAX_… number. */
export type Addresses = { readonly [rtax: number]: Uint8Array | undefined };

/** Returns the header with its addresses behind it, each filled up to a long, and the bits that say which there are. */
export function message(
  header: Uint8Array,
  addresses: Addresses,
): { bytes: Uint8Array; bits: number } {
  let bits = 0;
  const parts = [header];
  for (let number = 0; number < RTAX.COUNT; number++) {
    const address = addresses[number];
    if (address === undefined) continue;
    bits |= 1 << number;
    const padded = new Uint8Array(Math.max(8, Math.ceil(address.length / 8) * 8));
    padded.set(address);
    parts.push(padded);
  }
  return { bytes: Buffer.concat(parts), bits };
}
