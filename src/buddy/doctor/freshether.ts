/** MAC addresses for interfaces that must get another one. */
import { addressFrom, ownHash } from "../../config/mac.ts";

/** Of a hash: locally administered, and for one station. */
const SETTINGS = { seed: undefined, prefix: "02", hash: "sha256" };

/** Returns an address that nobody else has, the same each time for the same text. */
export function freshEther(text: string): string {
  return addressFrom(SETTINGS, ownHash(SETTINGS, text)!)!;
}
