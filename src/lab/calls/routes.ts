/** The dump of a vnet's routes (NET_RT_DUMP; sys/net/rtsock.c). */
import { setNumber } from "../../calls/layout.ts";
import { IFT, ROUTE_LETTERS, RTAX, RTM } from "../../calls/numbers.ts";
import { rt_msghdr } from "../../calls/structs.ts";
import { netmask4, netmask6, sockaddrDl, sockaddrIn, sockaddrIn6 } from "../base/sockaddrs.ts";
import type { Vnet } from "../net/vnet.ts";
import { isLinkLocal } from "../wire/address.ts";
import { message } from "./messages.ts";

/** What is dumped of a route. */
export interface RouteBytes {
  readonly index: number;
  readonly flags: number;
  readonly destination: Uint8Array;
  readonly gateway: Uint8Array;
  readonly mask: Uint8Array | undefined;
}

export function routeDump(routes: readonly RouteBytes[]): Uint8Array {
  return Buffer.concat(
    routes.map(({ index, flags, destination, gateway, mask }) => {
      const { bytes, bits } = message(new Uint8Array(rt_msghdr.size), {
        [RTAX.DST]: destination,
        [RTAX.GATEWAY]: gateway,
        [RTAX.NETMASK]: mask,
      });
      setNumber(rt_msghdr, bytes, "msglen", bytes.length);
      setNumber(rt_msghdr, bytes, "version", RTM.VERSION);
      setNumber(rt_msghdr, bytes, "type", RTM.GET);
      setNumber(rt_msghdr, bytes, "index", index);
      setNumber(rt_msghdr, bytes, "flags", flags);
      setNumber(rt_msghdr, bytes, "addrs", bits);
      return bytes;
    }),
  );
}

/** Returns the dump of a vnet's routes: those of IPv4, then those of IPv6. */
export function dumpOf({ stack: { routes, routes6 } }: Vnet): Uint8Array {
  const onLink = (index: number) => sockaddrDl({ index, type: IFT.ETHER });
  return routeDump([
    ...routes.list().map(({ interface: { index }, flags, destination, gateway, prefix }) => ({
      index,
      flags: bitsOf(flags),
      destination: sockaddrIn(destination),
      gateway: gateway === undefined ? onLink(index) : sockaddrIn(gateway),
      mask: flags.has("H") ? undefined : netmask4(prefix),
    })),
    ...routes6.list().map((route) => {
      const { interface: by, flags, destination, scope, prefix, gateway } = route;
      const { index } = by;
      const via = gateway && sockaddrIn6(gateway, isLinkLocal(gateway) ? index : 0);
      return {
        index,
        flags: bitsOf(flags),
        destination: sockaddrIn6(destination, scope?.index),
        gateway: via ?? onLink(index),
        mask: flags.has("H") ? undefined : netmask6(prefix),
      };
    }),
  ]);
}

function bitsOf(flags: ReadonlySet<string>): number {
  return ROUTE_LETTERS.reduce((sum, [bit, letter]) => (flags.has(letter) ? sum | bit : sum), 0);
}
