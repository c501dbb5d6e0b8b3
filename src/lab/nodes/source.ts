/** ng_source(4): sends the frames that it was given again and again, at a rate or as fast as an interface takes them. */
import { decodeArgs } from "../../netgraph/ascii.ts";
import { errno } from "../../netgraph/errno.ts";
import { readString } from "../../netgraph/latin1.ts";
import { NGF_RESP } from "../../netgraph/message.ts";
import { type ArgsOf, commandOf } from "../../netgraph/nodetype.ts";
import { ether } from "../../netgraph/types/ether.ts";
import { source as table } from "../../netgraph/types/source.ts";
import { copyOf } from "../base/bytes.ts";
import { sendByHook, sendById } from "../kernel/delivery.ts";
import { type Hook, type Node, type NodeBehaviour, refuse } from "../kernel/node.ts";
import { answerBy, read, replyTo, thenClear } from "./support.ts";

/** How many frames wait at most, and how many an interface takes at a time. */
const QUEUE_LENGTH = 2048;
const INTERFACE_QUEUE = 4096;
/** The time between two turns, milliseconds. */
const TICK = 1;
const COUNTERS = 4;
/** What it asks of the interface at its output. */
const getIfname = commandOf(ether, "getifname");
const setAutoSource = commandOf(ether, "setautosrc");
const WIDTHS = new Set([1, 2, 4]);

interface Time {
  readonly tv_sec: number;
  readonly tv_usec: number;
}
type Counter = ArgsOf<typeof table, "setcounter">;

const NEVER: Time = { tv_sec: 0, tv_usec: 0 };
const newStats = () => ({
  ...{ outOctets: 0, outFrames: 0, maxPps: 0 },
  ...{ startTime: NEVER, endTime: NEVER, elapsedTime: NEVER, lastTime: NEVER },
});

interface SourceState {
  input: Hook | undefined;
  output: Hook | undefined;
  /** Is an interface known that its frames go out by? */
  hasInterface: boolean;
  stats: ReturnType<typeof newStats>;
  queue: Uint8Array[];
  /** How many frames are still to be sent; undefined when it does not send. */
  left: bigint | undefined;
  stopTimer: (() => void) | undefined;
  timestamp: ArgsOf<typeof table, "settimestamp">;
  readonly counters: (Counter | undefined)[];
}

function stats(node: Node<SourceState>): Uint8Array {
  const { state } = node;
  if (state.left !== undefined && state.stats.endTime === NEVER)
    state.stats.elapsedTime = since(timeOf(node), state.stats.startTime);
  return replyTo(table, "getstats", {
    ...state.stats,
    queueOctets: state.queue.reduce((sum, frame) => sum + frame.length, 0),
    queueFrames: state.queue.length,
  });
}

function clear({ state }: Node<SourceState>): undefined {
  state.stats = newStats();
}

const answer = answerBy<typeof table, SourceState>(table, {
  getstats: stats,
  clrstats: clear,
  getclrstats: thenClear(stats, clear),
  start(node, args) {
    const { state } = node;
    const number = read(table, "start", args);
    if (!state.hasInterface && state.stats.maxPps === 0) refuse(errno.ENXIO);
    if (state.left !== undefined) refuse(errno.EBUSY);
    state.left = number;
    const now = timeOf(node);
    Object.assign(state.stats, {
      startTime: now,
      lastTime: now,
      endTime: NEVER,
      elapsedTime: NEVER,
    });
    schedule(node);
    return undefined;
  },
  stop: (node) => stop(node),
  clrdata({ state }) {
    state.queue = [];
    return undefined;
  },
  setiface(node, args) {
    if (args.length < 2) refuse(errno.EINVAL);
    // An interface that is not there is passed over in silence.
    if (isInterface(node, args)) node.state.hasInterface = true;
    return undefined;
  },
  setpps({ state }, args) {
    state.stats.maxPps = read(table, "setpps", args);
    return undefined;
  },
  settimestamp({ state }, args) {
    state.timestamp = read(table, "settimestamp", args);
    return undefined;
  },
  gettimestamp: ({ state }) => replyTo(table, "gettimestamp", state.timestamp),
  setcounter({ state }, args) {
    const counter = read(table, "setcounter", args);
    if (counter.index >= COUNTERS || !WIDTHS.has(counter.width)) refuse(errno.EINVAL);
    state.counters[counter.index] = counter;
    return undefined;
  },
  getcounter({ state }, args) {
    const index = decodeArgs(commandOf(table, "getcounter").args, args);
    if (index >= COUNTERS) refuse(errno.EINVAL);
    return replyTo(table, "getcounter", state.counters[index] ?? {});
  },
});

export const source: NodeBehaviour<SourceState> = {
  table,
  create: () => ({
    input: undefined,
    output: undefined,
    hasInterface: false,
    stats: newStats(),
    queue: [],
    left: undefined,
    stopTimer: undefined,
    timestamp: { offset: 0, flags: 0 },
    counters: [],
  }),
  newHook({ state }, hook) {
    if (hook.name !== "input" && hook.name !== "output") refuse(errno.EINVAL);
    state[hook.name] = hook;
    if (hook.name === "input") return;
    state.hasInterface = false;
    state.stats = newStats();
  },
  // Whoever is at `output` is asked what interface it is; a socket finds the question among its messages.
  connect(node, hook) {
    if (hook !== node.state.output || hook.peer === undefined) return;
    sendById(node, hook.peer.node.id, {
      cookie: ether.cookie,
      command: getIfname.id,
      commandName: "NGM_ETHER_GET_IFNAME",
    });
  },
  receiveMessage(node, message, from) {
    const isReply = (message.flags & NGF_RESP) !== 0;
    if (message.cookie !== ether.cookie) {
      if (isReply) refuse(errno.EINVAL);
      return answer(node, message, from);
    }
    const isName = message.command === getIfname.id && message.args.length >= 2;
    if (!isReply || !isName) refuse(errno.EINVAL);
    if (!isInterface(node, message.args)) return undefined;
    node.state.hasInterface = true;
    // Its frames are to keep the source addresses that they have.
    sendByHook(node, node.state.output, {
      cookie: ether.cookie,
      command: setAutoSource.id,
      commandName: "NGM_ETHER_SET_AUTOSRC",
      args: new Uint8Array(4),
    });
    return undefined;
  },
  receiveData({ state }, hook, frame) {
    if (hook === state.output) return 0;
    if (state.queue.length >= QUEUE_LENGTH) return errno.ENOBUFS;
    state.queue.push(copyOf(frame));
    return 0;
  },
  disconnect(node, hook) {
    const { state } = node;
    const wasOutput = hook === state.output;
    if (wasOutput) state.output = undefined;
    else state.input = undefined;
    if (wasOutput || node.hooks.length === 0) node.graph.remove(node);
  },
  shutdown(node) {
    stop(node);
    return false;
  },
};

function isInterface(node: Node, args: Uint8Array): boolean {
  return node.graph.vnet.interface(readString(args, 0, args.length)) !== undefined;
}

function schedule(node: Node<SourceState>): void {
  const { clock } = node.graph.kernel;
  node.state.stopTimer = clock.after(TICK, () => takeTurn(node));
}

function takeTurn(node: Node<SourceState>): void {
  const { state } = node;
  if (state.left === undefined || state.left === 0n || state.output === undefined) {
    stop(node);
    return;
  }
  let number = state.hasInterface ? INTERFACE_QUEUE : state.queue.length;
  const now = timeOf(node);
  if (state.stats.maxPps !== 0) {
    const elapsed = since(now, state.stats.lastTime);
    const seconds = elapsed.tv_sec + elapsed.tv_usec / 1e6;
    number = Math.min(number, Math.floor(state.stats.maxPps * seconds));
    state.stats.lastTime = now;
  }
  send(state, Math.min(number, Number(state.left)));
  if (state.left === 0n) stop(node);
  else schedule(node);
}

/** Sends frames from the front of the queue, and puts them at its end again. */
function send(state: SourceState, number: number): void {
  for (let i = 0; i < number && state.queue.length > 0 && state.left !== undefined; i++) {
    const frame = state.queue.shift()!;
    state.queue.push(frame);
    state.left--;
    state.stats.outFrames++;
    state.stats.outOctets += frame.length;
    if (state.output?.send(frame) !== 0) break;
  }
}

function stop(node: Node<SourceState>): undefined {
  const { state } = node;
  state.stopTimer?.();
  state.stopTimer = undefined;
  state.left = undefined;
  state.stats.endTime = timeOf(node);
  state.stats.elapsedTime = since(state.stats.endTime, state.stats.startTime);
}

function timeOf(node: Node): Time {
  const microseconds = Math.floor(node.graph.kernel.clock.epoch() * 1e6);
  return { tv_sec: Math.floor(microseconds / 1e6), tv_usec: microseconds % 1e6 };
}

function since(now: Time, then: Time): Time {
  const borrows = now.tv_usec < then.tv_usec ? 1 : 0;
  return {
    tv_sec: now.tv_sec - then.tv_sec - borrows,
    tv_usec: now.tv_usec - then.tv_usec + borrows * 1e6,
  };
}
