/** Where interfaces are, and what they have there: all that goes with them when they are removed. */
import { interfaces, jails, staticRoutes } from "../host/commands.ts";
import type { Host } from "../host/host.ts";
import type { HostInterface } from "../host/ifconfig.ts";
import type { RouteInfo } from "../host/netstat.ts";
import type { Netgraph, NodeInfo } from "../netgraph/client.ts";
import { interfaceOf } from "./observe/guests.ts";
import { pipelined, unlessGone } from "./observe/nodes.ts";
import type { Place } from "./plan/wanted.ts";

/** How many commands run at a time. */
const PROCESSES_AT_ONCE = 8;

/** The places of eifaces, by node ID: one jls, an ifconfig and a netstat on the host and in each vnet jail. */
export async function placesOf(
  host: Host,
  netgraph: Netgraph,
  eifaces: readonly NodeInfo[],
): Promise<Map<number, Place>> {
  if (eifaces.length === 0) return new Map();
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
  await pipelined(
    (await jails(host)).filter(({ vnet }) => vnet),
    async ({ jid, name }) => {
      const jail = String(jid);
      // A jail that is going has nothing that could come back.
      const found = await interfaces(host, jail).catch(() => []);
      add(found, await staticRoutes(host, jail).catch(() => []), { jail: name });
    },
    PROCESSES_AT_ONCE,
  );
  return new Map(
    eifaces.flatMap((node, index) => {
      const name = names[index] ?? "";
      const place = likeliest(node, name, everywhere.get(name) ?? []);
      return place === undefined ? [] : [[node.id, place] as const];
    }),
  );
}

/** In jails interfaces may be called as on the host, and as in other jails. Where that cannot be told there is no place. */
function likeliest(node: NodeInfo, name: string, places: readonly Place[]): Place | undefined {
  const jailed = places.filter(({ jail }) => jail !== undefined);
  const onHost = places.find(({ jail }) => jail === undefined);
  if (jailed.length === 0 || (onHost !== undefined && name === node.name)) return onHost;
  return jailed.length === 1 ? jailed[0] : jailed.find(({ jail }) => jail === node.name);
}
