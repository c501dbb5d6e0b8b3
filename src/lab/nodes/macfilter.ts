/** ng_macfilter(4): frames of `ether` by the hook that their source address is directed to, those of others by `default`. */
import { errno } from "../../netgraph/errno.ts";
import { macfilter as table } from "../../netgraph/types/macfilter.ts";
import { type Hook, type Node, type NodeBehaviour, refuse } from "../kernel/node.ts";
import { formatEther } from "../wire/address.ts";
import { ETHER_HEADER } from "../wire/ethernet.ts";
import { answerBy, goWithLastHook, read, replyTo, thenClear } from "./support.ts";

const DEFAULT_ID = 0;

interface Entry {
  readonly ether: string;
  hookid: number;
  packets_in: number;
  bytes_in: number;
  packets_out: number;
  bytes_out: number;
}

interface MacfilterState {
  ether: Hook | undefined;
  /** The other hooks by their number, `default` first. */
  readonly upper: (Hook | undefined)[];
  /** By address. */
  readonly entries: Entry[];
}

const zeros = { packets_in: 0, bytes_in: 0, packets_out: 0, bytes_out: 0 };

function macs({ state }: Node<MacfilterState>): Uint8Array {
  const { entries } = state;
  return replyTo(table, "getmacs", { n: entries.length, macs: entries });
}

function clear({ state }: Node<MacfilterState>): undefined {
  for (const entry of state.entries) Object.assign(entry, zeros);
}

export const macfilter: NodeBehaviour<MacfilterState> = {
  table,
  create: () => ({ ether: undefined, upper: [], entries: [] }),
  newHook({ state }, hook) {
    if (hook.name === "ether") {
      state.ether = hook;
      return;
    }
    let id = DEFAULT_ID;
    if (hook.name !== "default") for (id = 1; state.upper[id] !== undefined; ) id++;
    while (state.upper.length < id) state.upper.push(undefined);
    state.upper[id] = hook;
  },
  receiveMessage: answerBy<typeof table, MacfilterState>(table, {
    reset({ state }) {
      state.entries.length = 0;
      return undefined;
    },
    direct({ state }, args) {
      const { ether, hookname } = read(table, "direct", args);
      // A name that no hook has means the default one.
      const id = state.upper.findIndex((hook) => hook?.name === hookname);
      return direct(state, ether, Math.max(DEFAULT_ID, id));
    },
    directi({ state }, args) {
      const { ether, hookid } = read(table, "directi", args);
      if (state.upper[hookid] === undefined) refuse(errno.EINVAL);
      return direct(state, ether, hookid);
    },
    getmacs: macs,
    getclrmacs: thenClear(macs, clear),
    clrmacs: clear,
    gethooks({ state }) {
      const hooks = state.upper.flatMap((hook, hookid) => {
        const maccnt = state.entries.filter((entry) => entry.hookid === hookid).length;
        return hook === undefined ? [] : [{ hookname: hook.name, hookid, maccnt }];
      });
      return replyTo(table, "gethooks", { n: hooks.length, hooks });
    },
  }),
  receiveData({ state }, hook, frame) {
    const comesIn = hook === state.ether;
    const entry = state.entries.find(({ ether }) => ether === addressAt(frame, comesIn ? 6 : 0));
    const octets = Math.max(0, frame.length - ETHER_HEADER);
    // What goes nowhere is dropped, and nobody hears of it.
    if (!comesIn) {
      if (state.ether === undefined) return 0;
      if (entry !== undefined) {
        entry.packets_out++;
        entry.bytes_out += octets;
      }
      return state.ether.send(frame);
    }
    if (entry !== undefined) {
      entry.packets_in++;
      entry.bytes_in += octets;
    }
    return state.upper[entry?.hookid ?? DEFAULT_ID]?.send(frame) ?? 0;
  },
  disconnect(node, hook) {
    const { state } = node;
    if (hook === state.ether) state.ether = undefined;
    else {
      const id = state.upper.indexOf(hook);
      state.upper[id] = undefined;
      while (state.upper.length > 0 && state.upper.at(-1) === undefined) state.upper.pop();
      const left = state.entries.filter(({ hookid }) => hookid !== id);
      state.entries.splice(0, state.entries.length, ...left);
    }
    goWithLastHook(node);
  },
};

function addressAt(frame: Uint8Array, at: number): string {
  return formatEther(frame.subarray(at, at + 6));
}

/** Directs an address to a hook; to the default one means to forget it. */
function direct({ entries }: MacfilterState, ether: string, hookid: number): undefined {
  const at = entries.findIndex((entry) => entry.ether >= ether);
  const entry = at >= 0 && entries[at]!.ether === ether ? entries[at]! : undefined;
  if (hookid === DEFAULT_ID) {
    if (entry !== undefined) entries.splice(at, 1);
  } else if (entry !== undefined) entry.hookid = hookid;
  else entries.splice(at < 0 ? entries.length : at, 0, { ether, hookid, ...zeros });
}
