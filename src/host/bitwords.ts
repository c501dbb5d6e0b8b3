/** The words that ifconfig(8) has for the bits of an interface's flags and capabilities. */

/** Bits and what they are called, in the order in which they are told. */
export type BitWords = readonly (readonly [bit: number, word: string])[];

/** net/if.h: flags of an interface by the words that ifconfig(8) has for them. LOWER_UP is netlink's own and not among them. */
export const FLAG_WORDS: BitWords = [
  [0x1, "UP"],
  [0x2, "BROADCAST"],
  [0x4, "DEBUG"],
  [0x8, "LOOPBACK"],
  [0x10, "POINTOPOINT"],
  [0x40, "RUNNING"],
  [0x80, "NOARP"],
  [0x100, "PROMISC"],
  [0x200, "ALLMULTI"],
  [0x400, "OACTIVE"],
  [0x800, "SIMPLEX"],
  [0x1000, "LINK0"],
  [0x2000, "LINK1"],
  [0x4000, "LINK2"],
  [0x8000, "MULTICAST"],
  [0x20000, "PPROMISC"],
  [0x40000, "MONITOR"],
  [0x80000, "STATICARP"],
  [0x100000, "STICKYARP"],
];

/** net/if.h, IFCAP_…: capabilities by ifconfig's words. */
export const CAPABILITY_WORDS: BitWords = [
  [0x1, "RXCSUM"],
  [0x2, "TXCSUM"],
  [0x4, "NETCONS"],
  [0x8, "VLAN_MTU"],
  [0x10, "VLAN_HWTAGGING"],
  [0x20, "JUMBO_MTU"],
  [0x40, "POLLING"],
  [0x80, "VLAN_HWCSUM"],
  [0x100, "TSO4"],
  [0x200, "TSO6"],
  [0x400, "LRO"],
  [0x800, "WOL_UCAST"],
  [0x1000, "WOL_MCAST"],
  [0x2000, "WOL_MAGIC"],
  [0x4000, "TOE4"],
  [0x8000, "TOE6"],
  [0x10000, "VLAN_HWFILTER"],
  [0x20000, "NV"],
  [0x40000, "VLAN_HWTSO"],
  [0x80000, "LINKSTATE"],
  [0x100000, "NETMAP"],
  [0x200000, "RXCSUM_IPV6"],
  [0x400000, "TXCSUM_IPV6"],
  [0x800000, "HWSTATS"],
  [0x1000000, "TXRTLMT"],
  [0x2000000, "HWRXTSTMP"],
  [0x4000000, "MEXTPG"],
  [0x8000000, "TXTLS4"],
  [0x10000000, "TXTLS6"],
  [0x20000000, "VXLAN_HWCSUM"],
  [0x40000000, "VXLAN_HWTSO"],
  [0x80000000, "TXTLS_RTLMT"],
];

/** Returns the words of the bits that are set, in the table's order. */
export function wordsOfBits(value: number, table: BitWords): string[] {
  return table.filter(([bit]) => (value & bit) !== 0).map(([, word]) => word);
}
