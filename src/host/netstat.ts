/** What netstat(1) prints of routes as JSON, as values. */
import { field, OutputError, readJson } from "./json.ts";

/** A route of the host's. */
export interface RouteInfo {
  readonly family: "inet" | "inet6";
  /** `default`, `10.0.2.0/24`. */
  readonly destination: string;
  /** An address, or the link itself: `10.0.2.2`, `link#1`. */
  readonly gateway: string;
  /** The name of the interface that it leaves by. */
  readonly interface: string;
  /** `UGS`: up, by a gateway, static. */
  readonly flags: string;
}

/** Reads `netstat -rn --libxo json`. Throws an OutputError when it is no such output. */
export function parseNetstatRoutes(text: string): RouteInfo[] {
  const information = field(field(readJson("netstat", text), "statistics"), "route-information");
  const families = field(field(information, "route-table"), "rt-family");
  if (!Array.isArray(families)) throw new OutputError("netstat", text);
  return families.flatMap((family) => {
    const entries = field(family, "rt-entry");
    const name = field(family, "address-family") === "Internet6" ? "inet6" : "inet";
    return Array.isArray(entries) ? entries.map((entry) => routeOf(name, entry)) : [];
  });
}

function routeOf(family: RouteInfo["family"], entry: unknown): RouteInfo {
  return {
    family,
    destination: String(field(entry, "destination") ?? ""),
    gateway: String(field(entry, "gateway") ?? ""),
    interface: String(field(entry, "interface-name") ?? ""),
    flags: String(field(entry, "flags") ?? ""),
  };
}

/** A route as it is kept, to be added again. */
export type KeptRoute = Pick<RouteInfo, "family" | "destination" | "gateway">;

/** Is it a route to the link itself (`-interface`), and not by somebody's address? */
export function isToLink({ gateway }: KeptRoute): boolean {
  return /^link#|^(?:[\da-f]{1,2}[:.]){5}[\da-f]{1,2}$/i.test(gateway);
}

/** Returns route(8)'s words for a route by an interface: what is of a link has that one's name behind it. */
export function routeWords(route: KeptRoute, iface: string): string[] {
  const scoped = (text: string) =>
    text.replace(/^(fe[89ab][^%/]*)(?:%[^/]*)?/i, (_, address) => `${address}%${iface}`);
  const way = isToLink(route) ? ["-interface", iface] : [scoped(route.gateway)];
  return [`-${route.family}`, scoped(route.destination), ...way];
}

/** Returns them in an order in which they can be added: a gateway may be reached by one to the link. */
export function inOrder<T extends KeptRoute>(routes: readonly T[]): T[] {
  return [...routes].sort((one, two) => Number(isToLink(two)) - Number(isToLink(one)));
}

/** The interface that the default route leaves by: IPv4's, else IPv6's; undefined when there is none. */
export function defaultInterface(routes: readonly RouteInfo[]): string | undefined {
  const defaults = routes.filter(({ destination }) => destination === "default");
  return (defaults.find(({ family }) => family === "inet") ?? defaults[0])?.interface;
}
