/** What `route get` prints of a route (sbin/route/route.c, print_getmsg). */
import type { Interface } from "../../net/interface.ts";
import { ROUTE_FLAGS, type RouteFlag } from "../../net/routes.ts";

/** A route as it is shown: the addresses as text. */
export interface ShownRoute {
  /** What was asked for. */
  readonly address: string;
  readonly destination: string;
  /** Undefined for a host. */
  readonly mask: string | undefined;
  readonly gateway: string | undefined;
  readonly flags: ReadonlySet<RouteFlag>;
  readonly by: Interface;
}

export function describeRoute(route: ShownRoute): string {
  const { address, destination, mask, gateway, flags, by } = route;
  const names = (Object.keys(ROUTE_FLAGS) as RouteFlag[])
    .filter((flag) => flags.has(flag) && flag !== "S")
    .map((flag) => ROUTE_FLAGS[flag].toUpperCase());
  // route.h's order: DONE comes before STATIC.
  if (flags.has("S")) names.push("DONE", "STATIC");
  else names.push("DONE");
  const heads = ["recvpipe", "sendpipe", "ssthresh", "rtt,msec", "mtu   "].map((head) =>
    head.padStart(9),
  );
  const figures = [0, 0, 0, 0, by.mtu, 1].map((figure) => `${String(figure).padStart(8)}  `);
  return [
    `   route to: ${address}`,
    `destination: ${destination}`,
    ...(mask === undefined ? [] : [`       mask: ${mask}`]),
    ...(gateway === undefined ? [] : [`    gateway: ${gateway}`]),
    "        fib: 0",
    `  interface: ${by.name}`,
    `      flags: <${names.join(",")}>`,
    `${heads.join(" ")} ${"weight".padStart(10)} ${"expire".padStart(9)}`,
    `${figures.join("")}${"0".padStart(8)} `,
    "",
  ].join("\n");
}
