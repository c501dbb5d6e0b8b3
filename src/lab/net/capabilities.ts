/** An interface's capabilities (net/if.h, IFCAP_…): its options line as ifconfig prints it, and as bits. */
import { CAPABILITY_WORDS } from "../../host/bitwords.ts";
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

/** The bits of an interface's options. */
export function optionsOf({ options }: Interface): number {
  return Number.parseInt(options, 16);
}

/** The bits of the options that it was made with. */
export function madeWith({ madeWith: options }: Interface): number {
  return Number.parseInt(options, 16);
}

/** `880028<VLAN_MTU,…>` */
export function withOptions(bits: number): string {
  return withWords(bits >>> 0, CAPABILITY_WORDS);
}
