/** ng_one2many(4): what comes in by `one` goes out by one or all of `many0` … `many63`. */
import { errno } from "../../netgraph/errno.ts";
import type { Value } from "../../netgraph/layout.ts";
import { MAX_LINKS, one2many as table } from "../../netgraph/types/one2many.ts";
import { type Hook, type Node, type NodeBehaviour, refuse } from "../kernel/node.ts";
import { goWithLastHook, parseRequest, replyTo } from "./support.ts";

const MANY = /^many(0|[1-9]\d?)$/;
const ONE = -1;
const ROUND_ROBIN = 1;
const ALL = 2;
const FAILOVER = 3;

class Link {
  recvOctets = 0;
  recvPackets = 0;
  xmitOctets = 0;
  xmitPackets = 0;
  constructor(readonly hook: Hook) {}

  send(frame: Uint8Array): number {
    this.xmitOctets += frame.length;
    this.xmitPackets++;
    return this.hook.send(frame);
  }
}

interface One2manyState {
  one: Link | undefined;
  readonly many: (Link | undefined)[];
  /** Which links are sent to; a new one is. */
  readonly enabled: boolean[];
  algorithm: number;
  /** The number of the link that has the next frame. */
  next: number;
}

export const one2many: NodeBehaviour<One2manyState> = {
  table,
  create: () => ({
    one: undefined,
    many: new Array(MAX_LINKS).fill(undefined),
    enabled: new Array(MAX_LINKS).fill(false),
    algorithm: ROUND_ROBIN,
    next: 0,
  }),
  newHook({ state }, hook) {
    const number = numberOf(hook.name);
    if (number === undefined) refuse(errno.EINVAL);
    const link = new Link(hook);
    hook.state = link;
    if (number === ONE) state.one = link;
    else {
      state.many[number] = link;
      state.enabled[number] = true;
    }
  },
  receiveMessage(node, message, from) {
    const { name, args } = parseRequest(table, message);
    // A path that ends in the hook "one" is refused (recording 07); by a name or a link it is answered (walk 11).
    if (from.hook?.name === "one") refuse(errno.EINVAL);
    if (name === "getconfig") return replyTo(table, name, configOf(node.state));
    if (name === "setconfig") return setConfig(node.state, args as unknown as Config);
    const number = args as number;
    if (number < ONE || number >= MAX_LINKS) refuse(errno.EINVAL);
    const link = number === ONE ? node.state.one : node.state.many[number];
    if (link === undefined) refuse(errno.EINVAL);
    const { recvOctets, recvPackets, xmitOctets, xmitPackets } = link;
    if (name !== "getstats")
      link.recvOctets = link.recvPackets = link.xmitOctets = link.xmitPackets = 0;
    return name === "clrstats"
      ? undefined
      : replyTo(table, name, { recvOctets, recvPackets, xmitOctets, xmitPackets });
  },
  receiveData(node, hook, frame) {
    const { state } = node;
    const link = hook.state as Link;
    link.recvOctets += frame.length;
    link.recvPackets++;
    if (link !== state.one) return state.one?.send(frame) ?? errno.ENOTCONN;
    return sendOut(node, frame);
  },
  disconnect(node, hook) {
    const { state } = node;
    const number = numberOf(hook.name)!;
    if (number === ONE) state.one = undefined;
    else {
      state.many[number] = undefined;
      state.enabled[number] = false;
    }
    goWithLastHook(node);
  },
};

interface Config {
  readonly xmitAlg: number;
  readonly failAlg: number;
  readonly enabledLinks: readonly number[];
}

const MANUAL = 1;

function configOf(state: One2manyState): { [field: string]: Value } {
  return {
    xmitAlg: state.algorithm,
    failAlg: MANUAL,
    enabledLinks: state.enabled.map((on) => (on ? 1 : 0)),
  };
}

function setConfig(state: One2manyState, { xmitAlg, failAlg, enabledLinks }: Config): undefined {
  if (![ROUND_ROBIN, ALL, FAILOVER].includes(xmitAlg) || failAlg !== MANUAL) refuse(errno.EINVAL);
  state.algorithm = xmitAlg;
  for (let number = 0; number < MAX_LINKS; number++)
    state.enabled[number] = (enabledLinks[number] ?? 0) !== 0;
  return undefined;
}

function numberOf(name: string): number | undefined {
  if (name === "one") return ONE;
  const digits = MANY.exec(name)?.[1];
  return digits === undefined || Number(digits) >= MAX_LINKS ? undefined : Number(digits);
}

function sendOut({ state }: Node<One2manyState>, frame: Uint8Array): number {
  const active = state.many.filter(
    (link, number): link is Link => link !== undefined && state.enabled[number] === true,
  );
  if (active.length === 0) return errno.ENOTCONN;
  switch (state.algorithm) {
    case ALL:
      for (const link of active) link.send(frame);
      return 0;
    case FAILOVER:
      return active[0]!.send(frame);
    default:
      state.next %= active.length;
      return active[state.next++]!.send(frame);
  }
}
