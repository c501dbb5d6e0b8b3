/** Where interfaces are, and what they have there: all that goes with them when they are removed. */
import { interfaces, staticRoutes } from "../host/commands.ts";
import type { Host } from "../host/host.ts";
import type { HostInterface } from "../host/ifconfig.ts";
import { readJails, type UnreadableJail } from "../host/jailreading.ts";
import type { RouteInfo } from "../host/netstat.ts";
import type { Netgraph, NodeInfo } from "../netgraph/client.ts";
import { interfaceOf } from "./observe/guests.ts";
import { pipelined, unlessGone } from "./observe/nodes.ts";
import type { Place } from "./plan/wanted.ts";

export interface Places {
  /** By node ID. */
  readonly of: ReadonlyMap<number, Place>;
  /** The jails that may have eifaces which have no place here. */
  readonly unreadable: readonly UnreadableJail[];
}

/** The places of eifaces: one jls, an ifconfig and a netstat on the host and for each vnet jail. */
export async function placesOf(
  host: Host,
  netgraph: Netgraph,
  eifaces: readonly NodeInfo[],
): Promise<Places> {
  if (eifaces.length === 0) return { of: new Map(), unreadable: [] };
  const names = await pipelined(eifaces, (node) => unlessGone(interfaceOf(netgraph, node)));
  const everywhere = new Map<string, Place[]>();
  const add = (
    found: readonly HostInterface[],
    routes: readonly RouteInfo[],
    jail: Pick<Place, "jail"> = {},
  ) => {
    for (const one of found) {
      const own = routes.filter((route) => route.interface === one.name);
      const place: Place = { ...jail, interface: one, routes: own };
      everywhere.set(one.name, [...(everywhere.get(one.name) ?? []), place]);
    }
  };
  add(await interfaces(host), await staticRoutes(host));
  const { read, unreadable } = await readJails(host, async (jid) => ({
    interfaces: await interfaces(host, jid),
    routes: await staticRoutes(host, jid),
  }));
  for (const { jail, found } of read) add(found.interfaces, found.routes, { jail: jail.name });
  const of = new Map(
    eifaces.flatMap((node, index) => {
      const name = names[index] ?? "";
      const place = likeliest(node, name, everywhere.get(name) ?? [], unreadable.length > 0);
      return place === undefined ? [] : [[node.id, place] as const];
    }),
  );
  return { of, unreadable };
}

/**
 * In jails interfaces may be called as on the host, and as in other jails. Where that cannot be told there is no place:
 * when there may be one more in a jail that cannot be read, only the jail's own name tells.
 */
function likeliest(
  node: NodeInfo,
  name: string,
  places: readonly Place[],
  mayBeElsewhere: boolean,
): Place | undefined {
  const jailed = places.filter(({ jail }) => jail !== undefined);
  const onHost = places.find(({ jail }) => jail === undefined);
  if (jailed.length === 0 || (onHost !== undefined && name === node.name)) return onHost;
  return jailed.length === 1 && !mayBeElsewhere
    ? jailed[0]
    : jailed.find(({ jail }) => jail === node.name);
}
