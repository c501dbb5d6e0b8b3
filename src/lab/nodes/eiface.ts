/** ng_eiface(4): a virtual Ethernet interface whose wire is a hook. */
import { IFNAMSIZ } from "../../config/names.ts";
import { errno } from "../../netgraph/errno.ts";
import { writeString } from "../../netgraph/latin1.ts";
import { GET_IFADDRS, eiface as table } from "../../netgraph/types/eiface.ts";
import { LINK_IS_DOWN, LINK_IS_UP } from "../../netgraph/types/flow.ts";
import { copyOf } from "../base/bytes.ts";
import { type Hook, type Node, type NodeBehaviour, refuse } from "../kernel/node.ts";
import { generatedEther } from "../net/generated.ts";
import { Interface } from "../net/interface.ts";
import type { Vnet } from "../net/vnet.ts";
import { ETHER_HEADER } from "../wire/ethernet.ts";
import { tagInFrame } from "../wire/vlantags.ts";
import { addressesOf } from "./ifaddrs.ts";
import { answerBy, isFlow } from "./support.ts";
import { giveUnit, takeUnit } from "./units.ts";

interface EifaceState {
  readonly iface: Interface;
  readonly unit: number;
  readonly home: Vnet;
  ether: Hook | undefined;
}

const answer = answerBy<typeof table, EifaceState>(table, {
  // A field of IFNAMSIZ bytes, whatever the name's length.
  getifname: ({ state }) => interfaceNameField(state.iface.name),
  set({ state }, args) {
    if (args.length !== 6) refuse(errno.EINVAL);
    state.iface.ether = copyOf(args);
    return undefined;
  },
});

export const eiface: NodeBehaviour<EifaceState> = {
  table,
  create(node) {
    const { vnet } = node.graph;
    const unit = takeUnit(vnet, "ngeth");
    const name = `ngeth${unit}`;
    const iface = new Interface(vnet, {
      name,
      kind: "eiface",
      ether: generatedEther(node.graph.kernel.hostname, name),
      options: "28<VLAN_MTU,JUMBO_MTU>",
      media: { up: "Ethernet autoselect (1000baseT <full-duplex>)", down: "Ethernet autoselect" },
    });
    iface.carrier = false;
    const state: EifaceState = { iface, unit, home: vnet, ether: undefined };
    iface.transmit = (frame) => void state.ether?.send(frame);
    nameAfter(node, name);
    vnet.attach(iface);
    iface.introduce();
    return state;
  },
  newHook(node, hook) {
    if (hook.name !== "ether") refuse(errno.EPFNOSUPPORT);
    if (node.state.ether !== undefined) refuse(errno.EISCONN);
    node.state.ether = hook;
    node.state.iface.setCarrier(true);
  },
  receiveMessage(node, message, from) {
    if (isFlow(message)) {
      tellCarrier(node, message.command);
      return undefined;
    }
    // It has no ASCII form, and so no place in the table.
    if (message.cookie === table.cookie && message.command === GET_IFADDRS)
      return addressesOf(node.state.iface);
    return answer(node, message, from);
  },
  receiveData(node, _hook, frame) {
    const { iface } = node.state;
    if (!iface.up) return errno.ENETDOWN;
    if (frame.length < ETHER_HEADER) return errno.EINVAL;
    iface.receive(tagInFrame(frame));
    return 0;
  },
  disconnect(node) {
    node.state.ether = undefined;
    node.state.iface.setCarrier(false);
  },
  shutdown(node) {
    const { iface, home, unit } = node.state;
    iface.vnet.detach(iface);
    giveUnit(home, "ngeth", unit);
    return false;
  },
};

function tellCarrier({ state }: Node<EifaceState>, command: number): void {
  if (command === LINK_IS_UP) state.iface.setCarrier(true);
  if (command === LINK_IS_DOWN) state.iface.setCarrier(false);
}

/** Names a driver's node after its interface, unless another node has the name. */
export function nameAfter(node: Node, name: string): void {
  if (node.graph.named(name) === undefined) node.graph.name(node, name);
}

export function interfaceNameField(name: string): Uint8Array {
  const bytes = new Uint8Array(IFNAMSIZ);
  writeString(bytes, 0, IFNAMSIZ, name);
  return bytes;
}
