/** The IPv6 routing table of a vnet. */
import { formatIpv6 } from "../wire/address.ts";
import { type Address6, isInNetwork6 } from "../wire/address6.ts";
import type { Interface } from "./interface.ts";
import { Nexthops } from "./nexthops.ts";
import type { RouteFlag } from "./routes.ts";

/** A route to an IPv6 network. */
export interface Route6 {
  readonly destination: Address6;
  readonly prefix: number;
  /** Undefined when the destination is on the link itself; a link-local one is on the route's interface. */
  readonly gateway?: Address6 | undefined;
  readonly interface: Interface;
  /** The interface that a link-local destination belongs to: `fe80::%lo0/64`. */
  readonly scope: Interface | undefined;
  readonly flags: ReadonlySet<RouteFlag>;
  /** The interface and its address that the route came with. */
  readonly owner: Interface;
  readonly address: string;
  readonly nexthop: number;
}

/** The routes in the order of the kernel's tree. */
export class RouteTable6 {
  private routes: Route6[] = [];
  private readonly nexthops = new Nexthops();

  add(route: Omit<Route6, "nexthop">): void {
    const { interface: by, address, flags, gateway } = route;
    const via = gateway === undefined ? "" : ` ${formatIpv6(gateway)}`;
    const nexthop = this.nexthops.take(`${by.index} ${address}${via} ${[...flags].join("")}`);
    this.routes.push({ ...route, nexthop });
    this.routes.sort(byDestination);
  }

  removeWhere(unwanted: (route: Route6) => boolean): void {
    const kept: Route6[] = [];
    for (const route of this.routes) {
      if (unwanted(route)) this.nexthops.give(route.nexthop);
      else kept.push(route);
    }
    this.routes = kept;
  }

  /** Returns the most specific route for an address; `zone` is the interface whose link a link-local one is on. */
  lookup(address: Address6, zone: Interface | undefined): Route6 | undefined {
    let best: Route6 | undefined;
    for (const route of this.routes) {
      if (route.scope !== undefined && route.scope !== zone) continue;
      if (best !== undefined && route.prefix <= best.prefix) continue;
      if (isInNetwork6(address, route.destination, route.prefix)) best = route;
    }
    return best;
  }

  /** In the order of the kernel's tree. */
  list(): readonly Route6[] {
    return this.routes;
  }
}

/** The kernel keeps the scope in the second group of a link-local address and sorts by that. */
function embedded({ destination, scope }: Route6): readonly number[] {
  return scope === undefined ? destination : destination.with(1, scope.index);
}

function byDestination(a: Route6, b: Route6): number {
  const ours = embedded(a);
  const theirs = embedded(b);
  for (let at = 0; at < 8; at++) {
    if (ours[at] !== theirs[at]) return ours[at]! - theirs[at]!;
  }
  return b.prefix - a.prefix;
}

/** `fe80::%lo0/64`, `::1`, `default`. */
export function formatRoute6(route: Route6): string {
  const { destination, prefix, flags } = route;
  if (prefix === 0) return "default";
  // netstat names the interface for fe80::/10 as well, which has no scope, and lo0 for an address of the host's own; ff02::/16 goes without (recordings 30 and 60).
  const linkLocal = (destination[0]! & 0xffc0) === 0xfe80;
  const scope = linkLocal ? `%${route.interface.name}` : "";
  return `${formatIpv6(destination)}${scope}${flags.has("H") ? "" : `/${prefix}`}`;
}
