/** Places of interfaces for the planners' tests. */
import type { Place } from "../../src/buddy/plan/wanted.ts";
import type { HostInterface } from "../../src/host/ifconfig.ts";
import type { RouteInfo } from "../../src/host/netstat.ts";

/** An interface in the jail of this name, whose JID is 3, or on the host. */
export function placeIn(
  jail: string | undefined,
  one: Partial<HostInterface> & { readonly name: string },
): Place {
  const nothing = { flags: [], options: [], inet: [], inet6: [], groups: [], members: [] };
  return {
    ...(jail !== undefined && { jail, jid: 3 }),
    interface: { ...nothing, up: true, mtu: 1500, ether: "02:00:00:00:00:0a", ...one },
    routes: [],
  };
}

/** A route that somebody has set, by a gateway, through this interface. */
export function routeBy(name: string, destination: string, gateway: string): RouteInfo {
  return { family: "inet", destination, gateway, interface: name, flags: "UGS" };
}
