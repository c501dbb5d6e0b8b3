/** ng_etf(4): frames of each Ethertype by a hook of their own. */
import { errno } from "../../netgraph/errno.ts";
import { etf as table } from "../../netgraph/types/etf.ts";
import { type Hook, type NodeBehaviour, refuse, sendBy } from "../kernel/node.ts";
import { ETHER_HEADER } from "../wire/ethernet.ts";
import { answerBy, goWithLastHook, read, replyTo } from "./support.ts";

const TYPE_OFFSET = 12;

interface EtfState {
  downstream: Hook | undefined;
  nomatch: Hook | undefined;
  packetsIn: number;
  packetsOut: number;
  readonly filters: Map<number, Hook>;
}

export const etf: NodeBehaviour<EtfState> = {
  table,
  create: () => ({
    downstream: undefined,
    nomatch: undefined,
    packetsIn: 0,
    packetsOut: 0,
    filters: new Map(),
  }),
  newHook({ state }, hook) {
    if (hook.name === "downstream") {
      state.downstream = hook;
      state.packetsIn = state.packetsOut = 0;
    } else if (hook.name === "nomatch") state.nomatch = hook;
  },
  receiveMessage: answerBy<typeof table, EtfState>(table, {
    getstatus: ({ state }) =>
      replyTo(table, "getstatus", { packets_in: state.packetsIn, packets_out: state.packetsOut }),
    // Flags are kept, and mean nothing.
    setflag: (_node, args) => void read(table, "setflag", args),
    setfilter(node, args) {
      const filter = read(table, "setfilter", args);
      const hook = node.hook(filter.matchhook) ?? refuse(errno.ENOENT);
      if (hook === node.state.downstream) refuse(errno.EINVAL);
      if (node.state.filters.has(filter.ethertype)) refuse(errno.EEXIST);
      node.state.filters.set(filter.ethertype, hook);
      return undefined;
    },
  }),
  receiveData({ state }, hook, frame) {
    if (frame.length < ETHER_HEADER) return errno.EINVAL;
    const matched = state.filters.get((frame[TYPE_OFFSET]! << 8) | frame[TYPE_OFFSET + 1]!);
    if (hook === state.downstream) {
      state.packetsIn++;
      return sendBy(matched ?? state.nomatch, frame);
    }
    // A frame must come in by the hook that its type goes out by.
    if (hook !== (matched ?? state.nomatch)) return errno.EPROTOTYPE;
    const error = sendBy(state.downstream, frame);
    if (error === 0) state.packetsOut++;
    return error;
  },
  disconnect(node, hook) {
    const { state } = node;
    for (const [type, to] of state.filters) if (to === hook) state.filters.delete(type);
    if (hook === state.downstream) state.downstream = undefined;
    if (hook === state.nomatch) state.nomatch = undefined;
    goWithLastHook(node);
  },
};
