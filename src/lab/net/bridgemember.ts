/** What if_bridge(4) keeps of each of its members (net/if_bridgevar.h, struct ifbreq). */
import type { Interface } from "./interface.ts";

/** Bits of `flags` (IFBIF_…). */
export const IFBIF = {
  LEARNING: 0x1,
  DISCOVER: 0x2,
  STICKY: 0x10,
  EDGE: 0x20,
  AUTOEDGE: 0x40,
  PTP: 0x80,
  AUTOPTP: 0x100,
  ADMEDGE: 0x200,
  ADMCOST: 0x400,
  PRIVATE: 0x800,
} as const;

/** As ifconfig sets and shows them. */
export interface MemberSettings {
  flags: number;
  priority: number;
  cost: number;
  /** The most addresses it may have in the bridge's table; 0 for any number. */
  maxAddresses: number;
}

/** What a member starts with (if_bridge.c, bridge_ioctl_add). */
export function newSettings(member: Interface): MemberSettings {
  return {
    flags: IFBIF.LEARNING | IFBIF.DISCOVER | IFBIF.AUTOEDGE | IFBIF.AUTOPTP,
    priority: 128,
    cost: costOf(member),
    maxAddresses: 0,
  };
}

/** The path cost of a member (bridgestp.c): 20 Tbit/s by the link's rate; 55 for drivers that know no rate. */
export function costOf(member: Interface): number {
  return member.media?.up.includes("10Gbase-T") ? 2000 : 55;
}
