/** ng_one2many(4): what comes in by `one` goes out by one or all of `many0` … `many63`. */
import { errno } from "../../netgraph/errno.ts";
import type { Mutable } from "../../netgraph/layout.ts";
import type { ArgsOf } from "../../netgraph/nodetype.ts";
import { FLOW_COOKIE, LINK_IS_DOWN, LINK_IS_UP } from "../../netgraph/types/flow.ts";
import { MAX_LINKS, one2many as table } from "../../netgraph/types/one2many.ts";
import { sendByHook } from "../kernel/delivery.ts";
import { type Hook, type Node, type NodeBehaviour, refuse, sendBy } from "../kernel/node.ts";
import { answerBy, goWithLastHook, isFlow, read, replyTo, thenClear } from "./support.ts";

const MANY = /^many(0|[1-9]\d?)$/;
const ONE = -1;
const ROUND_ROBIN = 1;
const ALL = 2;
const FAILOVER = 3;
/** failAlg: links are enabled by hand, or by what their peers say of them too. */
const MANUAL = 1;
const NOTIFY = 2;

/** The counters of a link go on when its hook goes; a new hook begins anew. */
class Link {
  hook: Hook | undefined;
  recvOctets = 0;
  recvPackets = 0;
  xmitOctets = 0;
  xmitPackets = 0;

  send(frame: Uint8Array): number {
    this.xmitOctets += frame.length;
    this.xmitPackets++;
    return sendBy(this.hook, frame);
  }
  clear(): void {
    this.recvOctets = this.recvPackets = this.xmitOctets = this.xmitPackets = 0;
  }
}

/** `enabledLinks`: which links are sent to; a new one is. */
type Config = Mutable<ArgsOf<typeof table, "setconfig">>;

interface One2manyState {
  readonly one: Link;
  readonly many: readonly Link[];
  config: Config;
  /** The links that are there and enabled, by number. */
  active: readonly Link[];
  /** Whose turn it is among the active ones. */
  next: number;
}

const answer = answerBy<typeof table, One2manyState>(table, {
  setconfig(node, args) {
    const config = read(table, "setconfig", args);
    if (![ROUND_ROBIN, ALL, FAILOVER].includes(config.xmitAlg)) refuse(errno.EINVAL);
    if (![MANUAL, NOTIFY].includes(config.failAlg)) refuse(errno.EINVAL);
    node.state.config = {
      ...config,
      enabledLinks: config.enabledLinks.map((enabled) => (enabled === 0 ? 0 : 1)),
    };
    update(node);
    return undefined;
  },
  getconfig: ({ state }) => replyTo(table, "getconfig", { ...state.config }),
  getstats: stats,
  clrstats: clear,
  getclrstats: thenClear(stats, clear),
});

export const one2many: NodeBehaviour<One2manyState> = {
  table,
  create: () => ({
    one: new Link(),
    many: Array.from({ length: MAX_LINKS }, () => new Link()),
    config: {
      xmitAlg: ROUND_ROBIN,
      failAlg: MANUAL,
      enabledLinks: new Array<number>(MAX_LINKS).fill(0),
    },
    active: [],
    next: 0,
  }),
  newHook(node, hook) {
    const number = numberOf(hook.name);
    if (number === undefined) refuse(errno.EINVAL);
    const { one, many, config } = node.state;
    const link = number === ONE ? one : many[number]!;
    if (link.hook !== undefined) refuse(errno.EISCONN);
    link.hook = hook;
    link.clear();
    hook.state = link;
    if (number === ONE) return;
    config.enabledLinks[number] = 1;
    update(node);
  },
  receiveMessage(node, message, from) {
    if (!isFlow(message)) return answer(node, message, from);
    const { config } = node.state;
    const number = from.hook && numberOf(from.hook.name);
    const isUp = message.command === LINK_IS_UP;
    const tells = isUp || message.command === LINK_IS_DOWN;
    if (config.failAlg === NOTIFY && tells && number !== undefined && number !== ONE) {
      config.enabledLinks[number] = isUp ? 1 : 0;
      update(node);
    }
    return undefined;
  },
  receiveData({ state }, hook, frame) {
    const link = hook.state as Link;
    link.recvOctets += frame.length;
    link.recvPackets++;
    return link === state.one ? sendOut(state, frame) : state.one.send(frame);
  },
  disconnect(node, hook) {
    (hook.state as Link).hook = undefined;
    const number = numberOf(hook.name)!;
    if (number !== ONE) {
      node.state.config.enabledLinks[number] = 0;
      update(node);
    }
    goWithLastHook(node);
  },
};

function sendOut(state: One2manyState, frame: Uint8Array): number {
  const { active } = state;
  if (active.length === 0) return errno.ENOTCONN;
  if (state.config.xmitAlg === ROUND_ROBIN) {
    const link = active[state.next]!;
    state.next = (state.next + 1) % active.length;
    return link.send(frame);
  }
  // To all: the first one last, and the sender hears of that one.
  if (state.config.xmitAlg === ALL) for (let i = 1; i < active.length; i++) active[i]!.send(frame);
  return active[0]!.send(frame);
}

/** Looks which links are to be sent to, and tells whoever is at `one` when the first comes or the last goes. */
function update(node: Node<One2manyState>): void {
  const { state } = node;
  const before = state.active.length;
  state.active = state.many.filter(
    ({ hook }, number) => hook !== undefined && state.config.enabledLinks[number] === 1,
  );
  const now = state.active.length;
  if ((before === 0) !== (now === 0)) {
    const command = now === 0 ? LINK_IS_DOWN : LINK_IS_UP;
    sendByHook(node, state.one.hook, { cookie: FLOW_COOKIE, command, commandName: "cmd" });
  }
  if (state.config.xmitAlg === ROUND_ROBIN && now > 0) state.next %= now;
}

function numberOf(name: string): number | undefined {
  if (name === "one") return ONE;
  const digits = MANY.exec(name)?.[1];
  return digits === undefined || Number(digits) >= MAX_LINKS ? undefined : Number(digits);
}

/** The link that a message means, whether a hook is there or not. */
function linkOf({ one, many }: One2manyState, args: Uint8Array): Link {
  const number = read(table, "getstats", args);
  return (number === ONE ? one : many[number]) ?? refuse(errno.EINVAL);
}

function clear({ state }: Node<One2manyState>, args: Uint8Array): undefined {
  linkOf(state, args).clear();
}

function stats({ state }: Node<One2manyState>, args: Uint8Array): Uint8Array {
  const { recvOctets, recvPackets, xmitOctets, xmitPackets } = linkOf(state, args);
  return replyTo(table, "getstats", { recvOctets, recvPackets, xmitOctets, xmitPackets });
}
