/** An IPv6 address of an interface, and what has become of it (netinet6/in6_var.h). */
import type { BitWords } from "../../host/bitwords.ts";
import type { Address6 } from "../wire/address6.ts";

/** Does nobody else have it? That is still being asked. */
export const IN6_IFF_TENTATIVE = 0x02;
/** Somebody else has it. */
export const IN6_IFF_DUPLICATED = 0x04;
/** Its lifetime to start connections by it has run out. */
export const IN6_IFF_DEPRECATED = 0x10;
/** It was made from a router's advertisement. */
export const IN6_IFF_AUTOCONF = 0x40;
/** Nothing may be sent from it, and nothing is received for it. */
const IN6_IFF_NOTREADY = IN6_IFF_TENTATIVE | IN6_IFF_DUPLICATED;

/** The words that ifconfig(8) has for them, in its order (af_inet6.c). */
export const IN6_FLAG_WORDS: BitWords = [
  [IN6_IFF_TENTATIVE, "tentative"],
  [IN6_IFF_DUPLICATED, "duplicated"],
  [IN6_IFF_DEPRECATED, "deprecated"],
  [IN6_IFF_AUTOCONF, "autoconf"],
];

/** An IPv6 address of an interface. */
export interface Inet6 {
  /** As ifconfig(8) writes it, without its scope. */
  readonly address: string;
  /** How many bits of the address are the network's. */
  readonly prefix: number;
  readonly groups: Address6;
  /** IN6_IFF_… */
  flags: number;
  /** The lab's milliseconds when it is no longer preferred, and when it goes; Infinity for one that stays. */
  preferredUntil: number;
  validUntil: number;
  /** The virtual host of carp(4) that the address is shared by. */
  vhid?: number | undefined;
  readonly counters: {
    inPackets: number;
    inOctets: number;
    outPackets: number;
    outOctets: number;
  };
}

/** Can packets come from this address and go to it? */
export function isReady({ flags }: Pick<Inet6, "flags">): boolean {
  return (flags & IN6_IFF_NOTREADY) === 0;
}
