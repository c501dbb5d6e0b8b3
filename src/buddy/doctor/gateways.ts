/** The default gateways of the host and of its jails. */
import { staticRoutes } from "../../host/commands.ts";
import type { Host } from "../../host/host.ts";
import { readJails } from "../../host/jailreading.ts";
import type { RouteInfo } from "../../host/netstat.ts";

/** Who sends what goes elsewhere to whom, in IPv4. */
export interface Gateway {
  /** Absent: the host itself. */
  readonly jid?: number;
  /** The interface that it leaves by, as it is called there. */
  readonly interface: string;
  readonly address: string;
}

/** Reads the gateways of the host and of every jail: a command a jail. One that cannot be read has none. */
export async function readGateways(host: Host): Promise<readonly Gateway[]> {
  const { read } = await readJails(host, (jid) => staticRoutes(host, jid));
  return [
    ...defaults(await staticRoutes(host)),
    ...read.flatMap(({ jail, found }) => defaults(found).map((one) => ({ jid: jail.jid, ...one }))),
  ];
}

function defaults(routes: readonly RouteInfo[]): Gateway[] {
  return routes
    .filter(
      ({ family, destination, gateway }) =>
        family === "inet" && destination === "default" && /^\d+(\.\d+){3}$/.test(gateway),
    )
    .map((route) => ({ interface: route.interface, address: route.gateway }));
}
