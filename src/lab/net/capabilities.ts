/** An interface's capabilities (net/if.h, IFCAP_…): its options line as ifconfig prints it, and as bits. */
import { withWords } from "./flags.ts";
import type { Interface } from "./interface.ts";

export const IFCAP = {
  TXCSUM: 0x2,
  VLAN_MTU: 0x8,
  VLAN_HWTAGGING: 0x10,
  VLAN_HWCSUM: 0x80,
  TSO: 0x300,
  LRO: 0x400,
  TOE: 0xc000,
  VLAN_HWTSO: 0x40000,
  LINKSTATE: 0x80000,
  TXCSUM_IPV6: 0x400000,
  /** RXCSUM, TXCSUM and those for IPv6. */
  HWCSUM: 0x600003,
  MEXTPG: 0x4000000,
} as const;

const WORDS: readonly (readonly [bit: number, word: string])[] = [
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

/** The bits of an interface's options. */
export function optionsOf({ options }: Interface): number {
  return Number.parseInt(options, 16);
}

/** `880028<VLAN_MTU,…>` */
export function withOptions(bits: number): string {
  return withWords(bits >>> 0, WORDS);
}
