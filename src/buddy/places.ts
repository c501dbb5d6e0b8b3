/** Where interfaces are, and what they have there: all that goes with them when they are removed. */
import { interfaces, jails, staticRoutes } from "../host/commands.ts";
import type { Host } from "../host/host.ts";
import type { HostInterface } from "../host/ifconfig.ts";
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
  const places = new Map<number, Place>();
  if (eifaces.length === 0) return places;
  const names = await pipelined(eifaces, (node) => unlessGone(interfaceOf(netgraph, node)));
  const put = (found: readonly HostInterface[], rest: Pick<Place, "jail" | "routes">) => {
    for (const [index, { id, name: nodeName }] of eifaces.entries()) {
      const one = found.find(({ name }) => name === names[index]);
      // Of several jails with an interface of this name, the one that is called as the node is likelier.
      const better = !places.has(id) || rest.jail === nodeName;
      if (one === undefined || !better) continue;
      const routes = rest.routes.filter((route) => route.interface === one.name);
      places.set(id, {
        interface: one,
        ...(rest.jail !== undefined && { jail: rest.jail }),
        routes,
      });
    }
  };
  put(await interfaces(host), { routes: await staticRoutes(host) });
  const running = (await jails(host)).filter(({ vnet }) => vnet);
  await pipelined(
    running,
    async ({ jid, name }) => {
      const jail = String(jid);
      const found = await interfaces(host, jail).catch(() => []);
      const routes = await staticRoutes(host, jail).catch(() => []);
      put(found, { jail: name, routes });
    },
    PROCESSES_AT_ONCE,
  );
  return places;
}
