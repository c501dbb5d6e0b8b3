/** ng_iface(4): a point-to-point interface with a hook for each protocol. */
import { errno } from "../../netgraph/errno.ts";
import { iface as table } from "../../netgraph/types/iface.ts";
import { type NodeBehaviour, refuse } from "../kernel/node.ts";
import { Interface } from "../net/interface.ts";
import type { Vnet } from "../net/vnet.ts";
import { interfaceNameField, nameAfter } from "./eiface.ts";
import { parseRequest, refuseData, replyTo } from "./support.ts";
import { giveUnit, takeUnit } from "./units.ts";

const PROTOCOLS = new Set(["inet", "inet6"]);

interface IfaceState {
  readonly networkInterface: Interface;
  readonly unit: number;
  readonly home: Vnet;
}

export const iface: NodeBehaviour<IfaceState> = {
  table,
  create(node) {
    const { vnet } = node.graph;
    const unit = takeUnit(vnet, "ng");
    const networkInterface = new Interface(vnet, { name: `ng${unit}`, kind: "iface" });
    nameAfter(node, networkInterface.name);
    vnet.attach(networkInterface);
    return { networkInterface, unit, home: vnet };
  },
  newHook(_node, hook) {
    if (!PROTOCOLS.has(hook.name)) refuse(errno.EPFNOSUPPORT);
  },
  receiveMessage({ state }, message) {
    const { name } = parseRequest(table, message);
    const { networkInterface } = state;
    if (name === "getifname") return interfaceNameField(networkInterface.name);
    if (name === "getifindex") return replyTo(table, name, networkInterface.index);
    // While it is up its kind cannot be changed (ng_iface(4)).
    if (networkInterface.up) refuse(errno.EBUSY);
    networkInterface.pointToPoint = name === "point2point";
    return undefined;
  },
  receiveData: refuseData,
  shutdown({ state }) {
    state.networkInterface.vnet.detach(state.networkInterface);
    giveUnit(state.home, "ng", state.unit);
    return false;
  },
};
