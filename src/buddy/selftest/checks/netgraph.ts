/** Can the host's nodes and their types be read? */
import { counted } from "../../counted.ts";
import { withNetgraph } from "../../withnetgraph.ts";
import type { SelfTestCheck } from "../check.ts";

export const netgraph: SelfTestCheck = {
  name: "netgraph",
  find: (host) =>
    withNetgraph(host, async (netgraph) => {
      const nodes = await netgraph.nodes();
      const types = await netgraph.types();
      return `${counted(nodes.length, "node")}, ${counted(types.length, "node type")}`;
    }),
};
