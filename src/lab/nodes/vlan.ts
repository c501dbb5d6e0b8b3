/** ng_vlan(4): tagged frames of `downstream`, untagged by a hook for each VLAN. */
import { errno } from "../../netgraph/errno.ts";
import { vlan as table } from "../../netgraph/types/vlan.ts";
import { deliver } from "../kernel/delivery.ts";
import { type Hook, type Node, type NodeBehaviour, refuse } from "../kernel/node.ts";
import {
  ETHER_HEADER,
  ETHER_TAG,
  ETHERTYPE_VLAN,
  etherType,
  tagged,
  untagged,
  vlanOf,
} from "../wire/ethernet.ts";
import { carrying, vlanTagOf, withVlanTag } from "../wire/marks.ts";
import { answerBy, goWithLastHook, hookNamed, isFlow, read, replyTo } from "./support.ts";

const MAX_VID = 4095;
/** Whose tags are put into frames: those of the filters, and those that frames of `nomatch` carry. */
const [ENCAP_FROM_FILTER, ENCAP_FROM_NOMATCH] = [1, 2];

interface Filter {
  readonly hook: Hook;
  readonly vid: number;
  readonly pcp: number;
  readonly cfi: number;
}

interface VlanState {
  downstream: Hook | undefined;
  nomatch: Hook | undefined;
  readonly filters: Map<number, Filter>;
  decap: number;
  encap: number;
  protocol: number;
}

const answer = answerBy<typeof table, VlanState>(table, {
  addfilter(node, args) {
    const { state } = node;
    const asked = read(table, "addfilter", args);
    const { vlan, pcp, cfi } = asked;
    const vid = asked.vid === 0 ? vlan : asked.vid;
    if (vlan !== 0 && vlan !== vid) refuse(errno.EINVAL);
    if (vid > MAX_VID || pcp > 7 || cfi > 1) refuse(errno.EINVAL);
    const hook = node.hook(asked.hook) ?? refuse(errno.ENOENT);
    if (hook === state.downstream || hook === state.nomatch) refuse(errno.EINVAL);
    if (hook.state !== undefined || state.filters.has(vid)) refuse(errno.EEXIST);
    const filter: Filter = { hook, vid, pcp, cfi };
    hook.state = filter;
    state.filters.set(vid, filter);
    return undefined;
  },
  delfilter(node, args) {
    const filter = hookNamed(node, args).state as Filter | undefined;
    return removeFilter(node, filter ?? refuse(errno.ENOENT));
  },
  delvidflt(node, args) {
    const vid = read(table, "delvidflt", args);
    if (vid > MAX_VID) refuse(errno.EINVAL);
    return removeFilter(node, node.state.filters.get(vid) ?? refuse(errno.ENOENT));
  },
  gettable({ state }) {
    const filter = [...state.filters.values()]
      .sort((a, b) => a.vid - b.vid)
      .map(({ hook, vid, pcp, cfi }) => ({ hook: hook.name, vlan: vid, vid, pcp, cfi }));
    return replyTo(table, "gettable", { n: filter.length, filter });
  },
  getdecap: ({ state }) => replyTo(table, "getdecap", state.decap),
  setdecap({ state }, args) {
    state.decap = read(table, "setdecap", args);
    return undefined;
  },
  getencap: ({ state }) => replyTo(table, "getencap", state.encap),
  setencap({ state }, args) {
    state.encap = read(table, "setencap", args);
    return undefined;
  },
  getencapproto: ({ state }) => replyTo(table, "getencapproto", state.protocol),
  setencapproto({ state }, args) {
    state.protocol = read(table, "setencapproto", args);
    return undefined;
  },
});

export const vlan: NodeBehaviour<VlanState> = {
  table,
  create: () => ({
    downstream: undefined,
    nomatch: undefined,
    filters: new Map(),
    decap: 0,
    encap: ENCAP_FROM_FILTER,
    protocol: ETHERTYPE_VLAN,
  }),
  newHook({ state }, hook) {
    if (hook.name === "downstream") state.downstream = hook;
    else if (hook.name === "nomatch") state.nomatch = hook;
  },
  receiveMessage(node, message, from) {
    if (!isFlow(message)) return answer(node, message, from);
    // Word of the link below goes to every VLAN.
    const { downstream, filters } = node.state;
    if (from.hook === undefined || from.hook !== downstream) return undefined;
    for (const { hook } of filters.values()) {
      if (hook.peer !== undefined)
        deliver(hook.peer.node, message, { id: node.id, hook: hook.peer });
    }
    return undefined;
  },
  receiveData({ state }, hook, frame) {
    if (frame.length < ETHER_HEADER) return errno.EINVAL;
    if (hook === state.downstream) return fromDownstream(state, frame);
    if (state.downstream === undefined) return errno.ENETDOWN;
    if (hook === state.nomatch) return state.downstream.send(fromNomatch(state, frame));
    const filter = hook.state as Filter | undefined;
    if (filter === undefined) return errno.EOPNOTSUPP;
    const tag = tagOf(filter);
    const puts = (state.encap & ENCAP_FROM_FILTER) !== 0;
    return state.downstream.send(
      puts ? carrying(frame, tagged(frame, tag, state.protocol)) : withVlanTag(frame, tag),
    );
  },
  disconnect(node, hook) {
    const { state } = node;
    if (hook === state.downstream) state.downstream = undefined;
    if (hook === state.nomatch) state.nomatch = undefined;
    const filter = hook.state as Filter | undefined;
    if (filter !== undefined) state.filters.delete(filter.vid);
    goWithLastHook(node);
  },
};

function fromNomatch(state: VlanState, frame: Uint8Array): Uint8Array {
  const tag = vlanTagOf(frame);
  if (tag === undefined || (state.encap & ENCAP_FROM_NOMATCH) === 0) return frame;
  const bare = withVlanTag(frame, undefined);
  return carrying(bare, tagged(bare, tag, state.protocol));
}

/** A tag is in the frame, or carried beside it, as what comes from an interface (ng_vlan.c, ng_vlan_rcvdata). */
function fromDownstream(state: VlanState, frame: Uint8Array): number {
  const { nomatch, filters, protocol, decap } = state;
  const beside = vlanTagOf(frame);
  if (beside === undefined && etherType(frame) !== protocol)
    return nomatch?.send(frame) ?? errno.ENETDOWN;
  if (beside !== undefined) {
    const own = filters.get(beside & MAX_VID)?.hook;
    return (
      (own ?? nomatch)?.send(own === undefined ? frame : withVlanTag(frame, undefined)) ??
      errno.ENETDOWN
    );
  }
  if (frame.length < ETHER_HEADER + ETHER_TAG) return errno.EINVAL;
  const hook = filters.get(vlanOf(frame))?.hook;
  if (hook !== undefined) return hook.send(carrying(frame, untagged(frame)));
  if (nomatch === undefined) return errno.ENETDOWN;
  if (decap === 0) return nomatch.send(frame);
  return nomatch.send(
    withVlanTag(carrying(frame, untagged(frame)), (frame[14]! << 8) | frame[15]!),
  );
}

function tagOf({ vid, pcp, cfi }: Filter): number {
  return (pcp << 13) | (cfi << 12) | vid;
}

function removeFilter({ state }: Node<VlanState>, filter: Filter): undefined {
  state.filters.delete(filter.vid);
  filter.hook.state = undefined;
}
