/** The addresses that DHCP gives guests for good, each by its name. */
import type { DhcpRange } from "../../config/networksettings.ts";
import { formatIpv4 } from "../../netgraph/inet.ts";

/** A guest that always gets the same address. */
export interface KnownGuest {
  readonly name: string;
  readonly ether: string;
  readonly address: string;
}

/**
 * Gives each guest an address in the ranges, chosen by its name, so that it hardly depends on which others there are and
 * is the same after everything was removed and made again. Those that find no room are left out.
 */
export function knownGuests(
  ethers: ReadonlyMap<string, string>,
  ranges: readonly DhcpRange[],
  taken: ReadonlySet<string> = new Set(),
): KnownGuest[] {
  const sizes = ranges.map(({ first, last }) => last - first + 1);
  const room = sizes.reduce((sum, size) => sum + size, 0);
  const used = new Set(taken);
  const guests: KnownGuest[] = [];
  for (const [name, ether] of [...ethers].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const start = hashOf(name) % Math.max(1, room);
    for (let step = 0; step < Math.min(room, MAX_TRIES); step++) {
      const address = formatIpv4(nth(ranges, sizes, (start + step) % room));
      if (used.has(address)) continue;
      used.add(address);
      guests.push({ name, ether, address });
      break;
    }
  }
  return guests;
}

/** A range may have millions of addresses. */
const MAX_TRIES = 65536;

function nth(ranges: readonly DhcpRange[], sizes: readonly number[], index: number): number {
  let left = index;
  for (const [at, { first }] of ranges.entries()) {
    if (left < sizes[at]!) return first + left;
    left -= sizes[at]!;
  }
  throw new RangeError(`no address ${index}`);
}

/** FNV-1a, 32 bits: it spreads names that differ in their last digit only. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}
