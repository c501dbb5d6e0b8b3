/** ng_netflow(4): accounts of flows. The lab has the type's name and its hooks; messages and frames are refused. */
import { errno } from "../../netgraph/errno.ts";
import { netflow as table } from "../../netgraph/types/netflow.ts";
import { type NodeBehaviour, refuse } from "../kernel/node.ts";
import { goWithLastHook, refuseData } from "./support.ts";

const HOOKS = /^(iface\d*|out\d*|export9?)$/;

export const netflow: NodeBehaviour<undefined> = {
  table,
  create: () => undefined,
  newHook(_node, hook) {
    if (!HOOKS.test(hook.name)) refuse(errno.EINVAL);
  },
  receiveMessage: () => refuse(errno.EINVAL),
  receiveData: (node) => refuseData(node, "accounting is"),
  disconnect: goWithLastHook,
};
