/** Routes as `net.route` dumps them (NET_RT_DUMP; sys/net/rtsock.c), with netstat(1)'s words for them. */
import { wordsOfBits } from "../host/bitwords.ts";
import type { RouteInfo } from "../host/netstat.ts";
import { numberAt } from "./layout.ts";
import { messagesIn } from "./messages.ts";
import { AF, ROUTE_LETTERS, RTAX, RTM } from "./numbers.ts";
import { familyOf, inetText, linkOf, type NameOf, prefixLength, sockaddrsAt } from "./sockaddrs.ts";
import { rt_msghdr } from "./structs.ts";

/** Reads such a dump: the Internet's routes, in the kernel's order. */
export function readRoutes(table: Uint8Array, nameOf: NameOf): RouteInfo[] {
  const routes: RouteInfo[] = [];
  for (const { type, bytes } of messagesIn(table)) {
    if (type !== RTM.GET || bytes.length < rt_msghdr.size) continue;
    const route = routeOf(bytes, nameOf);
    if (route !== undefined) routes.push(route);
  }
  return routes;
}

function routeOf(bytes: Uint8Array, nameOf: NameOf): RouteInfo | undefined {
  const found = sockaddrsAt(bytes, rt_msghdr.size, numberAt(rt_msghdr, bytes, "addrs"));
  const [address, gateway, mask] = [found[RTAX.DST], found[RTAX.GATEWAY], found[RTAX.NETMASK]];
  const family = address === undefined ? 0 : familyOf(address);
  if (address === undefined || (family !== AF.INET && family !== AF.INET6)) return undefined;
  const byIndex = numberAt(rt_msghdr, bytes, "index");
  const flags = wordsOfBits(numberAt(rt_msghdr, bytes, "flags"), ROUTE_LETTERS).join("");
  // netstat names the interface for fe80::/10 as well, which has no scope of its own.
  const text = inetText(address, nameOf)!;
  const scoped = /^fe[89ab].:[^%]*$/.test(text) ? `${text}%${nameOf(byIndex) ?? byIndex}` : text;
  const prefix = flags.includes("H") || mask === undefined ? undefined : prefixLength(family, mask);
  return {
    family: family === AF.INET ? "inet" : "inet6",
    destination: prefix === 0 ? "default" : prefix === undefined ? scoped : `${scoped}/${prefix}`,
    gateway: gateway === undefined ? "" : gatewayText(gateway, nameOf),
    interface: nameOf(byIndex) ?? "",
    flags,
  };
}

function gatewayText(gateway: Uint8Array, nameOf: NameOf): string {
  const link = linkOf(gateway);
  if (link === undefined) return inetText(gateway, nameOf) ?? "";
  return link.address === "" ? `link#${link.index}` : link.address;
}
