/** ng_ether(4): the node of every Ethernet interface, with hooks on both sides of the host's stack. */
import { errno } from "../../netgraph/errno.ts";
import { ether as table } from "../../netgraph/types/ether.ts";
import { copyOf } from "../base/bytes.ts";
import type { Module } from "../kernel/kernel.ts";
import type { NetgraphVnet } from "../kernel/netgraphvnet.ts";
import { type Hook, type Node, type NodeBehaviour, refuse } from "../kernel/node.ts";
import type { Interface, NetgraphTap } from "../net/interface.ts";
import { ETHER_HEADER } from "../wire/ethernet.ts";
import { tagBeside, tagInFrame } from "../wire/vlantags.ts";
import { interfaceNameField } from "./eiface.ts";
import { answerBy, read, replyTo } from "./support.ts";

const HOOKS = ["upper", "lower", "orphans"] as const;
/** The hook that a name means: `divert` is another name of `lower`. */
const placeOf = (name: string) =>
  name === "divert" ? "lower" : HOOKS.find((hook) => hook === name);

interface EtherState {
  readonly iface: Interface;
  upper: Hook | undefined;
  lower: Hook | undefined;
  orphans: Hook | undefined;
  promiscuous: boolean;
  /** Put the interface's own source address on what goes out by `lower`. */
  autoSource: boolean;
  /** The interface itself goes: then the node goes too. */
  leaving: boolean;
}

const ether: NodeBehaviour<EtherState> = {
  table,
  // The nodes come with the interfaces; nobody makes one (ng_ether.c: ng_ether_constructor).
  create: () => refuse(errno.EINVAL),
  newHook(node, hook) {
    const name = placeOf(hook.name);
    if (name === undefined) refuse(errno.EINVAL);
    if (node.state[name] !== undefined) refuse(errno.EISCONN);
    node.state[name] = hook;
  },
  receiveMessage: (node, message, from) => answer(node, message, from),
  receiveData({ state }, hook, frame) {
    if (hook !== state.upper) return sendOut(state, frame);
    if (frame.length < ETHER_HEADER) return errno.EINVAL;
    state.iface.demux(tagInFrame(frame));
    return 0;
  },
  disconnect(node, hook) {
    const name = HOOKS.find((name) => node.state[name] === hook);
    if (name !== undefined) node.state[name] = undefined;
    // Without hooks it is as new: that is what a shutdown does to it.
    if (node.hooks.length === 0) node.graph.remove(node);
  },
  shutdown(node) {
    const { state } = node;
    if (state.promiscuous) state.iface.askPromiscuous(false);
    state.promiscuous = false;
    return !state.leaving;
  },
};

function sendOut(state: EtherState, frame: Uint8Array): number {
  const { iface } = state;
  if (!iface.up) return errno.ENETDOWN;
  if (frame.length < ETHER_HEADER) return errno.EINVAL;
  // A driver puts the tag that a frame carries into it, or has the NIC do that.
  const whole = tagInFrame(frame);
  if (!state.autoSource) iface.send(whole);
  else {
    const copy = copyOf(whole);
    copy.set(iface.ether!, 6);
    iface.send(copy);
  }
  return 0;
}

const answer = answerBy<typeof table, EtherState>(table, {
  getifname: ({ state }) => interfaceNameField(state.iface.name),
  getifindex: ({ state }) => replyTo(table, "getifindex", state.iface.index),
  getenaddr: ({ state }) => state.iface.ether!.slice(),
  setenaddr({ state }, args) {
    if (args.length !== 6) refuse(errno.EINVAL);
    state.iface.ether = copyOf(args);
    return undefined;
  },
  getpromisc: ({ state }) => replyTo(table, "getpromisc", state.promiscuous ? 1 : 0),
  setpromisc({ state }, args) {
    const wanted = read(table, "setpromisc", args) !== 0;
    if (wanted !== state.promiscuous) state.iface.askPromiscuous(wanted);
    state.promiscuous = wanted;
    return undefined;
  },
  getautosrc: ({ state }) => replyTo(table, "getautosrc", state.autoSource ? 1 : 0),
  setautosrc({ state }, args) {
    state.autoSource = read(table, "setautosrc", args) !== 0;
    return undefined;
  },
  addmulti({ state }, args) {
    if (args.length !== 6) refuse(errno.EINVAL);
    const { multicast } = state.iface;
    if ((args[0]! & 1) === 0) refuse(errno.EADDRNOTAVAIL);
    if (multicast.has(args.join(":"))) refuse(errno.EADDRINUSE);
    multicast.add(args.join(":"));
    return undefined;
  },
  delmulti({ state }, args) {
    if (args.length !== 6) refuse(errno.EINVAL);
    if (!state.iface.multicast.delete(args.join(":"))) refuse(errno.ENOENT);
    return undefined;
  },
  detach(node) {
    node.state.leaving = true;
    node.graph.remove(node);
    return undefined;
  },
});

/** The module: gives every Ethernet interface a node, now and when one comes. */
export const etherModule: Module = {
  name: "ng_ether",
  type: ether,
  attach(vnet) {
    const nodes = new Map<Interface, Node<EtherState>>();
    const arrived = (iface: Interface) => {
      const node = attach(vnet, iface);
      if (node !== undefined) nodes.set(iface, node);
    };
    for (const iface of vnet.interfaces) arrived(iface);
    vnet.listeners.push({
      arrived,
      renamed(iface) {
        const node = nodes.get(iface);
        const name = nodeNameOf(iface);
        if (node !== undefined && vnet.graph.named(name) === undefined) vnet.graph.name(node, name);
      },
      leaving(iface) {
        const node = nodes.get(iface);
        if (node === undefined) return;
        nodes.delete(iface);
        iface.netgraph = undefined;
        node.state.leaving = true;
        vnet.graph.remove(node);
      },
    });
  },
};

/** What a node name may not have is replaced: vtnet1.7 is node vtnet1_7 (seen on FreeBSD 15). */
function nodeNameOf(iface: Interface): string {
  return iface.name.replaceAll(/[.:]/g, "_");
}

function attach(vnet: NetgraphVnet, iface: Interface): Node<EtherState> | undefined {
  // An eiface has a node of that name already, and gets no second one (ng_ether.c: ng_ether_attach).
  if (!iface.isEthernet || vnet.graph.named(nodeNameOf(iface))) return undefined;
  const state: EtherState = {
    iface,
    upper: undefined,
    lower: undefined,
    orphans: undefined,
    promiscuous: false,
    autoSource: false,
    leaving: false,
  };
  const node = vnet.graph.make(ether, state);
  vnet.graph.name(node, nodeNameOf(iface));
  iface.netgraph = tap(state);
  return node;
}

function tap(state: EtherState): NetgraphTap {
  return {
    input(frame) {
      if (state.lower === undefined) return false;
      state.lower.send(tagBeside(frame));
      return true;
    },
    output(frame) {
      return state.upper?.send(frame);
    },
  };
}
