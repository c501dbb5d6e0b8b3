/** Are the interfaces there that bridges of rc.conf are to be on? */
import { readWanted } from "../../configuration.ts";
import { gather } from "../../gather.ts";
import { missingInterface } from "../../plan/missing.ts";
import { withNetgraph } from "../../withnetgraph.ts";
import type { SelfTestCheck } from "../check.ts";

export const missing: SelfTestCheck = {
  name: "bridges",
  async find(host) {
    const wanted = await readWanted(host, () => {});
    const names = wanted.bridges.map((bridge) => bridge.interface);
    const request = { needs: () => ({ nodes: names, interfaces: true }) };
    const seen = await withNetgraph(host, (netgraph) =>
      gather(host, netgraph, request, wanted, { restorable: false, shown: true }),
    );
    const faults = wanted.bridges.flatMap((bridge) => missingInterface(wanted, seen, bridge) ?? []);
    if (faults.length > 0) throw new Error(faults.join("; "));
    return names.length === 0 ? "rc.conf names none" : "none lacks its interface";
  },
};
