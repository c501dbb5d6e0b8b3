/** ng_vlan(4): tagged frames of `downstream`, untagged by a hook for each VLAN. */
import { errno } from "../../netgraph/errno.ts";
import { vlan as table } from "../../netgraph/types/vlan.ts";
import { type Hook, type Node, type NodeBehaviour, refuse } from "../kernel/node.ts";
import { goWithLastHook, parseRequest, replyTo } from "./support.ts";

const TAG_PROTOCOL = 0x8100;
const ADDRESSES = 12;
const TAG_SIZE = 4;
const LARGEST_VID = 4095;
const ENCAP_FROM_FILTER = 1;
const ENCAP_FROM_NOMATCH = 2;

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

export const vlan: NodeBehaviour<VlanState> = {
  table,
  create: () => ({
    downstream: undefined,
    nomatch: undefined,
    filters: new Map(),
    decap: 0,
    encap: ENCAP_FROM_FILTER,
    protocol: TAG_PROTOCOL,
  }),
  newHook({ state }, hook) {
    if (hook.name === "downstream") state.downstream = hook;
    else if (hook.name === "nomatch") state.nomatch = hook;
  },
  receiveMessage(node, message) {
    const { name, args } = parseRequest(table, message);
    return answers[name as keyof typeof answers](node, args);
  },
  receiveData({ state }, hook, frame) {
    if (frame.length < ADDRESSES + 2) return errno.EINVAL;
    if (hook === state.downstream) return fromDownstream(state, frame);
    const filter = hook.state as Filter | undefined;
    if (filter === undefined && hook !== state.nomatch) return errno.ENETUNREACH;
    const tags = filter !== undefined && (state.encap & ENCAP_FROM_FILTER) !== 0;
    return (
      state.downstream?.send(tags ? tagged(frame, filter, state.protocol) : frame) ?? errno.ENOTCONN
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

function fromDownstream(state: VlanState, frame: Uint8Array): number {
  const protocol = (frame[ADDRESSES]! << 8) | frame[ADDRESSES + 1]!;
  const isTagged = protocol === state.protocol && frame.length >= ADDRESSES + TAG_SIZE;
  const vid = isTagged ? ((frame[ADDRESSES + 2]! & 0x0f) << 8) | frame[ADDRESSES + 3]! : -1;
  const filter = state.filters.get(vid);
  if (filter === undefined) return state.nomatch?.send(frame) ?? 0;
  const bare = new Uint8Array(frame.length - TAG_SIZE);
  bare.set(frame.subarray(0, ADDRESSES));
  bare.set(frame.subarray(ADDRESSES + TAG_SIZE), ADDRESSES);
  return filter.hook.send(bare);
}

function tagged(frame: Uint8Array, { vid, pcp, cfi }: Filter, protocol: number): Uint8Array {
  const bytes = new Uint8Array(frame.length + TAG_SIZE);
  bytes.set(frame.subarray(0, ADDRESSES));
  const tag = (pcp << 13) | (cfi << 12) | vid;
  bytes.set([protocol >> 8, protocol & 0xff, tag >> 8, tag & 0xff], ADDRESSES);
  bytes.set(frame.subarray(ADDRESSES), ADDRESSES + TAG_SIZE);
  return bytes;
}

// biome-ignore lint/suspicious/noExplicitAny: the table says what the arguments are.
type Answer = (node: Node<VlanState>, args: any) => Uint8Array | undefined;

const answers: { readonly [name in (typeof table.commands)[number]["name"]]: Answer } = {
  addfilter(node, args: { hook: string; vlan: number; vid: number; pcp: number; cfi: number }) {
    const { state } = node;
    const { pcp, cfi } = args;
    const vid = args.vid === 0 ? args.vlan : args.vid;
    if (vid > LARGEST_VID || pcp > 7 || cfi > 1) refuse(errno.EINVAL);
    const hook = node.hook(args.hook) ?? refuse(errno.ENOENT);
    if (hook === state.downstream || hook === state.nomatch) refuse(errno.EINVAL);
    if (hook.state !== undefined || state.filters.has(vid)) refuse(errno.EEXIST);
    const filter: Filter = { hook, vid, pcp, cfi };
    hook.state = filter;
    state.filters.set(vid, filter);
    return undefined;
  },
  delfilter(node, name: string) {
    const hook = node.hook(name) ?? refuse(errno.ENOENT);
    const filter = hook.state as Filter | undefined;
    if (filter === undefined) refuse(errno.ENOENT);
    return removeFilter(node, filter);
  },
  delvidflt(node, vid: number) {
    return removeFilter(node, node.state.filters.get(vid) ?? refuse(errno.ENOENT));
  },
  gettable({ state }) {
    const filter = [...state.filters.values()]
      .sort((a, b) => a.vid - b.vid)
      .map(({ hook, vid, pcp, cfi }) => ({ hook: hook.name, vlan: vid, vid, pcp, cfi }));
    return replyTo(table, "gettable", { n: filter.length, filter });
  },
  getdecap: ({ state }) => replyTo(table, "getdecap", state.decap),
  setdecap({ state }, value: number) {
    if (value > 1) refuse(errno.EINVAL);
    state.decap = value;
    return undefined;
  },
  getencap: ({ state }) => replyTo(table, "getencap", state.encap),
  setencap({ state }, value: number) {
    if ((value & ~(ENCAP_FROM_FILTER | ENCAP_FROM_NOMATCH)) !== 0) refuse(errno.EINVAL);
    state.encap = value;
    return undefined;
  },
  getencapproto: ({ state }) => replyTo(table, "getencapproto", state.protocol),
  setencapproto({ state }, value: number) {
    state.protocol = value;
    return undefined;
  },
};

function removeFilter({ state }: Node<VlanState>, filter: Filter): undefined {
  state.filters.delete(filter.vid);
  filter.hook.state = undefined;
  return undefined;
}
