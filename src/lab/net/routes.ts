/** The IPv4 routing table of a vnet. */
import { maskOf } from "../wire/address.ts";
import type { Interface } from "./interface.ts";
import { Nexthops } from "./nexthops.ts";

/** The flags of route(8) that the lab knows, as netstat(1) writes and spells them, in its order. */
export const ROUTE_FLAGS = {
  U: "up",
  G: "gateway",
  H: "host",
  R: "reject",
  S: "static",
  B: "blackhole",
} as const;
/** A flag of a route, by netstat(1)'s letter for it. */
export type RouteFlag = keyof typeof ROUTE_FLAGS;

/** A route. Addresses are unsigned numbers of 32 bits. */
export interface Route {
  readonly destination: number;
  /** How many bits of the destination count. */
  readonly prefix: number;
  /** Undefined when the destination is on the link itself. */
  readonly gateway: number | undefined;
  readonly interface: Interface;
  /** The address that packets sent by this route come from. */
  readonly source: number;
  readonly flags: ReadonlySet<RouteFlag>;
  /** The number of the nexthop in the kernel (nhop-kidx). */
  readonly nexthop: number;
}

/** The routes in the order of their destinations, at most one for each destination and prefix. */
export class RouteTable {
  private routes: Route[] = [];
  private readonly nexthops = new Nexthops();

  /** Adds a route. False when there is one for this destination and prefix already (EEXIST). */
  add(route: Omit<Route, "nexthop">): boolean {
    if (this.find(route.destination, route.prefix) !== undefined) return false;
    const {
      interface: { index },
      gateway = "link",
      source,
      flags,
    } = route;
    const nexthop = this.nexthops.take(`${index} ${gateway} ${source} ${[...flags].join("")}`);
    this.routes.push({ ...route, nexthop });
    this.routes.sort(byDestination);
    return true;
  }

  find(destination: number, prefix: number): Route | undefined {
    return this.routes.find(
      (route) => route.destination === destination && route.prefix === prefix,
    );
  }

  /** The most specific route for an address. */
  lookup(address: number): Route | undefined {
    let best: Route | undefined;
    for (const route of this.routes) {
      if ((address & maskOf(route.prefix)) >>> 0 !== route.destination) continue;
      if (best === undefined || route.prefix > best.prefix) best = route;
    }
    return best;
  }

  /** Takes routes out; gives how many. */
  removeWhere(unwanted: (route: Route) => boolean): number {
    const kept: Route[] = [];
    for (const route of this.routes) {
      if (unwanted(route)) this.nexthops.give(route.nexthop);
      else kept.push(route);
    }
    const removed = this.routes.length - kept.length;
    this.routes = kept;
    return removed;
  }

  /** In the order of the kernel's tree: by destination, of equal ones the most specific first. */
  list(): readonly Route[] {
    return this.routes;
  }
}

function byDestination(a: Route, b: Route): number {
  return a.destination - b.destination || b.prefix - a.prefix;
}
