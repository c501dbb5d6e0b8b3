/** ng_iface(4): a point-to-point interface with a hook for each protocol. */
import { errno } from "../../netgraph/errno.ts";
import { iface as table } from "../../netgraph/types/iface.ts";
import { type Node, type NodeBehaviour, refuse, sendBy } from "../kernel/node.ts";
import { Interface } from "../net/interface.ts";
import type { Vnet } from "../net/vnet.ts";
import { interfaceNameField, nameAfter } from "./eiface.ts";
import { answerBy, isFlow, replyTo } from "./support.ts";
import { giveUnit, takeUnit } from "./units.ts";

const PROTOCOLS = new Set(["inet", "inet6"]);

interface IfaceState {
  readonly iface: Interface;
  readonly unit: number;
  readonly home: Vnet;
}

/** While it is up its kind cannot be changed (ng_iface(4)). */
function setKind({ state }: Node<IfaceState>, pointToPoint: boolean): undefined {
  if (state.iface.up) refuse(errno.EBUSY);
  state.iface.pointToPoint = pointToPoint;
}

const answer = answerBy<typeof table, IfaceState>(table, {
  getifname: ({ state }) => interfaceNameField(state.iface.name),
  point2point: (node) => setKind(node, true),
  broadcast: (node) => setKind(node, false),
  getifindex: ({ state }) => replyTo(table, "getifindex", state.iface.index),
});

export const iface: NodeBehaviour<IfaceState> = {
  table,
  create(node) {
    const { vnet } = node.graph;
    const unit = takeUnit(vnet, "ng");
    const iface = new Interface(vnet, { name: `ng${unit}`, kind: "iface" });
    nameAfter(node, iface.name);
    iface.netgraph = {
      input: () => false,
      output: (packet) => sendOut(node, iface, packet),
    };
    vnet.attach(iface);
    return { iface, unit, home: vnet };
  },
  newHook(node, hook) {
    if (!PROTOCOLS.has(hook.name)) refuse(errno.EPFNOSUPPORT);
    if (node.hook(hook.name) !== undefined) refuse(errno.EISCONN);
  },
  receiveMessage: (node, message, from) =>
    isFlow(message) ? undefined : answer(node, message, from),
  receiveData({ state }, _hook, packet) {
    if (!state.iface.up) return errno.ENETDOWN;
    state.iface.receive(packet);
    return 0;
  },
  shutdown({ state }) {
    state.iface.vnet.detach(state.iface);
    giveUnit(state.home, "ng", state.unit);
    return false;
  },
};

/** A packet of the stack's goes out by the hook of its protocol; the stack hears what became of it (ng_iface.c, ng_iface_send). */
function sendOut(node: Node<IfaceState>, { counters }: Interface, packet: Uint8Array): number {
  const hook = packet[0]! >> 4 === 6 ? "inet6" : "inet";
  const error = sendBy(node.hook(hook), packet);
  if (error === 0) {
    counters.outPackets++;
    counters.outOctets += packet.length;
  }
  return error;
}
