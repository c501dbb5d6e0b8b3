/** An interface's flags as ifconfig(8) prints them (net/if.h; ifconfig_netlink.c has the words). */
import {
  type BitWords,
  FLAG_WORDS as KERNEL_FLAG_WORDS,
  wordsOfBits,
} from "../../host/bitwords.ts";
import {
  IFF_BROADCAST,
  IFF_LOOPBACK,
  IFF_LOWER_UP,
  IFF_MONITOR,
  IFF_MULTICAST,
  IFF_POINTOPOINT,
  IFF_PPROMISC,
  IFF_PROMISC,
  IFF_RUNNING,
  IFF_SIMPLEX,
  IFF_UP,
  ND6_ACCEPT_RTADV,
  ND6_AUTO_LINKLOCAL,
  ND6_IFDISABLED,
  ND6_NO_RADR,
} from "./flagbits.ts";
import type { Interface } from "./interface.ts";

/** LOWER_UP is netlink's own. */
const FLAG_WORDS: BitWords = [...KERNEL_FLAG_WORDS, [IFF_LOWER_UP, "LOWER_UP"]];

/** IPv6's flags of an interface (netinet6/nd6.h), as `nd6 options` spells them (af_nd6.c). */
export const ND6_WORDS: BitWords = [
  [0x1, "PERFORMNUD"],
  [ND6_ACCEPT_RTADV, "ACCEPT_RTADV"],
  [0x4, "PREFER_SOURCE"],
  [ND6_IFDISABLED, "IFDISABLED"],
  [0x10, "DONT_SET_IFROUTE"],
  [ND6_AUTO_LINKLOCAL, "AUTO_LINKLOCAL"],
  [ND6_NO_RADR, "NO_RADR"],
  [0x80, "NO_PREFER_IFACE"],
  [0x100, "NO_DAD"],
];

/** `29<PERFORMNUD,IFDISABLED,AUTO_LINKLOCAL>`: hexadecimal, and the words of the bits that are set. */
export function withWords(value: number, words: BitWords): string {
  const set = wordsOfBits(value, words);
  return `${value.toString(16)}${set.length > 0 ? `<${set.join(",")}>` : ""}`;
}

/** The flags that the kernel keeps (if_flags and if_drv_flags), as SIOCGIFFLAGS gives them. */
export function kernelFlags(iface: Interface): number {
  const { kind } = iface;
  let flags = IFF_MULTICAST | iface.extraFlags;
  if (iface.up) flags |= IFF_UP;
  if (iface.running) flags |= IFF_RUNNING;
  if (kind === "loopback") flags |= IFF_LOOPBACK;
  else {
    flags |= iface.pointToPoint ? IFF_POINTOPOINT : IFF_BROADCAST;
    if (iface.simplex) flags |= IFF_SIMPLEX;
  }
  if (iface.permanentPromiscuous) flags |= IFF_PPROMISC;
  if (iface.permanentPromiscuous || iface.promiscuous > 0) {
    flags |= IFF_PROMISC;
  }
  return flags;
}

/** Is the link there? A driver that has media tells; for the others it is as it was set (netlink's iface.c, get_operstate). */
export function isLinkUp(iface: Interface): boolean {
  return iface.carrier ?? iface.up;
}

/** Is it a wlan(4), by the words that ifconfig(8) has for its media? It is a station: a lab has no other. */
export function isWireless({ media }: Interface): boolean {
  return media?.up.startsWith("IEEE 802.11 ") === true;
}

/** `8843<UP,BROADCAST,RUNNING,SIMPLEX,MULTICAST>`, with LOWER_UP when the link is there. */
export function formatFlags(iface: Interface): string {
  const lower = isLinkUp(iface) && !(iface.extraFlags & IFF_MONITOR) ? IFF_LOWER_UP : 0;
  return withWords(kernelFlags(iface) | lower, FLAG_WORDS);
}
