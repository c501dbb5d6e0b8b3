/** The tags of VLANs that ng_vlan(4) nodes put on what comes by their hooks. */
import type { Netgraph, NodeInfo } from "../../netgraph/client.ts";
import { vlan as vlanType } from "../../netgraph/types/vlan.ts";
import { pathOf, pipelined, unlessGone } from "./nodes.ts";
import type { Hooks } from "./walk.ts";

/** The tags of VLANs by the ID of an ng_vlan(4) and its hook. */
export type Tags = ReadonlyMap<number, ReadonlyMap<string, number>>;

/** One message for each ng_vlan(4) that is between a bridge and something else. */
export async function vlanTags(
  netgraph: Netgraph,
  nodes: readonly NodeInfo[],
  hooks: Hooks,
): Promise<Tags> {
  const vlans = nodes.filter(({ id, type }) => type === vlanType.name && hooks.has(id));
  const tables = await pipelined(vlans, (node) =>
    unlessGone(netgraph.send(pathOf(node), vlanType, "gettable")),
  );
  return new Map(
    vlans.map(({ id }, at) => {
      const filters = tables[at]?.filter ?? [];
      return [id, new Map(filters.map(({ hook, vid }) => [hook, vid]))];
    }),
  );
}
