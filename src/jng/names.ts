/** What jng calls interfaces, nodes and bridges: all that it knows of a host it reads from their names. */

import { nodeNameOf } from "../buddy/names.ts";
import { IFNAMSIZ } from "../config/names.ts";

const INTERFACE = /^ng\d+_(.*)$/s;

/** Returns the name of interface number `number` of `name`, as long as it would be. */
export function fullName(number: number, name: string): string {
  return `ng${number}_${name}`;
}

/** Returns what of a name an interface can have. */
export function cutName(full: string): string {
  return full.slice(0, IFNAMSIZ - 1);
}

/** Returns whose interface it is by its name, `web` of `ng0_web`; undefined when jng would not call one so. */
export function ownerOf(node: string): string | undefined {
  return INTERFACE.exec(node)?.[1];
}

/** What follows the NIC's name in that of its first bridge. */
export const FIRST_BRIDGE = "bridge";

/** Returns the name of a NIC's bridge: `em0bridge`, `em0lan`. */
export function bridgeNameOf(nic: string, bridge: string): string {
  return `${nodeNameOf(nic)}${bridge}`;
}

/** Returns texts in the order of sort(1), each once. */
export function sorted(texts: Iterable<string>): string[] {
  return [...new Set(texts)].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}
