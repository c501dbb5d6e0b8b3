/** ng_netflow(4): accounts of flows. The lab has the type's name and its hooks; messages and frames are refused. */
import { errno } from "../../netgraph/errno.ts";
import { netflow as table } from "../../netgraph/types/netflow.ts";
import { type NodeBehaviour, refuse } from "../kernel/node.ts";
import { goWithLastHook, refuseData } from "./support.ts";

/** NG_NETFLOW_MAXIFACES: the links are numbered from 0 to less than that. */
const MAX_LINKS = 65_535;

/** A link's two hooks have its number, without a leading zero (ng_netflow.c, ng_netflow_newhook). */
function isHook(name: string): boolean {
  const [, number] = /^(?:iface|out)(0|[1-9]\d*)$/.exec(name) ?? [];
  return number === undefined ? /^export9?$/.test(name) : Number(number) < MAX_LINKS;
}

export const netflow: NodeBehaviour<undefined> = {
  table,
  create: () => undefined,
  newHook(_node, hook) {
    if (!isHook(hook.name)) refuse(errno.EINVAL);
  },
  receiveMessage: () => refuse(errno.EINVAL),
  receiveData: (node) => refuseData(node, "accounting is"),
  disconnect: goWithLastHook,
};
