/** Rates of every link from two readings of a host. */

import { nameOrId } from "../netgraph/path.ts";
import { nameOf } from "./guestname.ts";
import { linkName } from "./status.ts";
import type { Bridge, Link, Topology } from "./topology.ts";

/** What goes through a link, seen from the guest: `rx` is what the bridge received from it. Bits and packets a second. */
export interface LinkRate {
  readonly bridge: string;
  /** The bridge's own hook: `link3`. */
  readonly hook: string;
  /** Of whoever is behind it, as status shows it. */
  readonly name: string;
  readonly rxBits: number;
  readonly txBits: number;
  readonly rxPackets: number;
  readonly txPackets: number;
  /** Bytes since counting began. */
  readonly rxOctets: number;
  /** Bytes since counting began. */
  readonly txOctets: number;
  /** Frames dropped and loops found since counting began. */
  readonly drops: number;
  readonly loops: number;
}

/** The key of a link that stays the same while the link does. */
export function linkKey(bridge: Bridge, link: Link): string {
  return `${bridge.id}/${link.hook}/${link.peerId}`;
}

/** The rates between two readings; nothing flowed for a link that was not in the first, or whose counters were cleared. */
export function rates(before: Topology | undefined, after: Topology): Map<string, LinkRate> {
  const old = new Map<string, Link>();
  for (const bridge of before?.bridges ?? [])
    for (const link of bridge.links) old.set(linkKey(bridge, link), link);
  const elapsed =
    before === undefined ? 0 : (Date.parse(after.time) - Date.parse(before.time)) / 1000;
  const found = new Map<string, LinkRate>();
  for (const bridge of after.bridges) {
    for (const link of bridge.links) {
      const key = linkKey(bridge, link);
      const was = old.get(key)?.stats;
      const now = link.stats;
      const rate = (counter: "recvOctets" | "xmitOctets" | "recvPackets" | "xmitPackets") =>
        was === undefined || now === undefined || elapsed <= 0
          ? 0
          : Math.max(0, now[counter] - was[counter]) / elapsed;
      found.set(key, {
        bridge: nameOrId(bridge),
        hook: link.hook,
        name:
          link.peerType === "ether" || link.between !== undefined
            ? linkName(link)
            : nameOf(link.guest, linkName(link)),
        rxBits: rate("recvOctets") * 8,
        txBits: rate("xmitOctets") * 8,
        rxPackets: rate("recvPackets"),
        txPackets: rate("xmitPackets"),
        rxOctets: now?.recvOctets ?? 0,
        txOctets: now?.xmitOctets ?? 0,
        drops:
          (now?.loopDrops ?? 0) +
          (now?.memoryFailures ?? 0) +
          (now?.recvRunts ?? 0) +
          (now?.recvInvalid ?? 0),
        loops: now?.loopDetects ?? 0,
      });
    }
  }
  return found;
}
