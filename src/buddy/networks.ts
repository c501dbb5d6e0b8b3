/** Requests that make or remove bridges, and with them their addresses, NAT and DHCP; of these nothing is loaded where rc.conf has none. */
import type { PlanChange } from "./network/planplaces.ts";
import type { Wanted, WantedBridge } from "./plan/wanted.ts";
import type { Request } from "./request.ts";

/** Adds to a request what it takes for the networks of bridges to come or to go. `of`: which bridges; all of rc.conf when left out. */
export function withNetworks(
  request: Omit<Request, "find">,
  become: "made" | "kept" | "gone",
  of: (wanted: Wanted) => readonly WantedBridge[] = ({ bridges }) => bridges,
): Request {
  const networked: Request<PlanChange | undefined> = {
    ...request,
    async find(host, netgraph, wanted, seen) {
      const bridges = of(wanted);
      const isWanted = bridges.some(({ network }) => network !== undefined);
      // Tunnels that rc.conf has no word of any more go, too.
      if (!isWanted && !seen.nodes.some(({ type }) => type === "ksocket")) return undefined;
      const { changeOf } = await import("./network/network.ts");
      return await changeOf(host, netgraph, wanted, seen, { bridges, become });
    },
    plan(wanted, seen, change) {
      const plan = request.plan(wanted, seen, undefined);
      return change === undefined ? plan : change(plan);
    },
  };
  // What it finds is its own.
  return networked as Request;
}
