/** What a router advertises that nobody has told otherwise, as rtadvd(8) does. */

import type { Address6 } from "../wire/address6.ts";
import { DEFAULT_HOP_LIMIT } from "../wire/ip6.ts";
import { ROUTER_ADVERTISEMENT, type RouterAdvertisement } from "../wire/nd.ts";

/** A network of IPv6. */
export interface Network6 {
  readonly address: Address6;
  readonly prefix: number;
}

/** Between advertisements that nobody asked for, milliseconds (rtadvd.conf(5), maxinterval). */
export const ADVERTISING_INTERVAL = 600_000;
/** How long it is a default router, and how long addresses are valid and preferred, seconds (rtadvd.conf(5)). */
const ROUTER_LIFETIME = 1800;
const VALID_LIFETIME = 2_592_000;
const PREFERRED_LIFETIME = 604_800;

/** Returns the advertisement of a router with this Ethernet address: hosts may make addresses of the prefixes, which are on the link. `lifetime` is 0 of one that goes. */
export function advertisement(
  ether: Uint8Array | undefined,
  prefixes: readonly Network6[],
  lifetime = ROUTER_LIFETIME,
): RouterAdvertisement {
  return {
    type: ROUTER_ADVERTISEMENT,
    hopLimit: DEFAULT_HOP_LIMIT,
    flags: 0,
    lifetime,
    ether,
    mtu: 0,
    prefixes: prefixes.map(({ address, prefix }) => ({
      ...{ prefix: address, length: prefix, onLink: true, autonomous: true },
      ...{ valid: VALID_LIFETIME, preferred: PREFERRED_LIFETIME },
    })),
  };
}
