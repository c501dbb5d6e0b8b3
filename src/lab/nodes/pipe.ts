/** ng_pipe(4): bandwidth, delay and losses on a link, on the lab's clock. */
import { errno } from "../../netgraph/errno.ts";
import type { Mutable } from "../../netgraph/layout.ts";
import type { ArgsOf } from "../../netgraph/nodetype.ts";
import { FLOW_COOKIE, LINK_IS_DOWN, LINK_IS_UP } from "../../netgraph/types/flow.ts";
import { pipe as table } from "../../netgraph/types/pipe.ts";
import { sendByHook } from "../kernel/delivery.ts";
import {
  type Hook,
  type Node,
  type NodeBehaviour,
  type NodeKernel,
  refuse,
  sendBy,
} from "../kernel/node.ts";
import { newPipeStats, type PipeLine, PipeQueue } from "./pipequeue.ts";
import { answerBy, goWithLastHook, read, replyTo, thenClear } from "./support.ts";

type NodeConfig = ArgsOf<typeof table, "setcfg">;
/** struct ng_pipe_hookcfg */
type Config = Mutable<NodeConfig["upstream"]>;

/** A hook, and the frames that came in by it. */
class Port {
  /** Do frames pass at once while none waits? Only once it was configured so (hookinfo's noqueue). */
  passesAtOnce = false;
  readonly queue: PipeQueue;

  constructor(
    state: PipeState,
    public hook: Hook | undefined,
    readonly config: Config,
    other: "upper" | "lower",
  ) {
    this.queue = new PipeQueue(config, state, (frame) => sendBy(state[other].hook, frame));
  }
}

class PipeState implements PipeLine {
  delay = 0n;
  overhead = 0;
  header_offset = 0;
  // Without a hook nothing is configured, not even a queue.
  upper = new Port(this, undefined, noConfig(), "lower");
  lower = new Port(this, undefined, noConfig(), "upper");
  private stopTimer: (() => void) | undefined;

  constructor(private readonly kernel: NodeKernel) {}

  random(): number {
    return this.kernel.random();
  }

  /** Microseconds since the lab was booted. */
  get now(): number {
    return Math.floor(this.kernel.clock.now() * 1000);
  }

  /** Lets leave what is due, and sees to it that what waits leaves in time. */
  work(): void {
    for (const port of [this.upper, this.lower])
      if (port.hook !== undefined) port.queue.work(this.now);
    this.schedule();
  }

  schedule(): void {
    this.stopTimer?.();
    const times = [this.upper, this.lower].flatMap(({ queue }) => queue.nextAt ?? []);
    if (times.length === 0) this.stopTimer = undefined;
    else {
      const wait = Math.max(0, Math.min(...times) / 1000 - this.kernel.clock.now());
      this.stopTimer = this.kernel.clock.after(wait, () => this.work());
    }
  }

  stop(): void {
    this.stopTimer?.();
    this.stopTimer = undefined;
  }
}

function newConfig(): Config {
  const zeros = { delaylen: 0, duplicate: 0, drr: 0, wfq: 0, drophead: 0 };
  return { bandwidth: 0n, BER: 0n, queuelen: 50, fifo: 1, droptail: 1, ...zeros };
}

/** What sets a field back to nothing, since a field that is left out is zero and leaves what is there. */
const NONE_64 = 0xffff_ffff_ffff_ffffn;
const NONE_32 = 0xffff_ffff;
const MIN_BANDWIDTH = 100n;
const MAX_BANDWIDTH = 1_000_000_000n;
const ETHERNET_FROM = 10_000_000n;
const ETHERNET_OVERHEAD = 8 + 4 + 12;
const HDLC_OVERHEAD = 10;
const MAX_OVERHEAD = 256;
const DEFAULT_QUANTUM = 2048;

/** The frames that came in by `upper` are the downstream ones. */
const stats = ({ state }: Node<PipeState>) =>
  replyTo(table, "getstats", {
    downstream: state.upper.queue.stats,
    upstream: state.lower.queue.stats,
  });

function clear({ state }: Node<PipeState>): undefined {
  state.upper.queue.stats = newPipeStats();
  state.lower.queue.stats = newPipeStats();
}

const answer = answerBy<typeof table, PipeState>(table, {
  getstats: stats,
  clrstats: clear,
  getclrstats: thenClear(stats, clear),
  getrun: ({ state }) =>
    replyTo(table, "getrun", {
      downstream: state.upper.queue.run,
      upstream: state.lower.queue.run,
    }),
  getcfg({ state }) {
    const { upper, lower, delay, overhead, header_offset } = state;
    const downstream = { ...upper.config };
    const upstream = { ...lower.config };
    let bandwidth = 0n;
    // One number for both directions is said once.
    if (upstream.bandwidth === downstream.bandwidth) {
      bandwidth = upstream.bandwidth;
      upstream.bandwidth = downstream.bandwidth = 0n;
    }
    const config = { bandwidth, delay, header_offset, overhead, downstream, upstream };
    return replyTo(table, "getcfg", config);
  },
  setcfg(node, args) {
    const { state } = node;
    const wanted = read(table, "setcfg", args);
    const wasDown = isDown(state);
    setNode(state, wanted);
    setPort(state.upper.config, wanted.downstream);
    setPort(state.lower.config, wanted.upstream);
    for (const port of [state.upper, state.lower])
      port.passesAtOnce = state.delay === 0n && changesNothing(port.config);
    if (isDown(state) === wasDown) return undefined;
    const command = wasDown ? LINK_IS_UP : LINK_IS_DOWN;
    let error = 0;
    // It is set all the same, but whoever asked hears what the last neighbour made of it.
    for (const { hook } of [state.lower, state.upper])
      if (hook !== undefined)
        error = sendByHook(node, hook, { cookie: FLOW_COOKIE, command, commandName: "cmd" });
    return error === 0 ? undefined : refuse(error);
  },
});

export const pipe: NodeBehaviour<PipeState> = {
  table,
  create: (node) => new PipeState(node.graph.kernel),
  newHook({ state }, hook) {
    if (hook.name !== "upper" && hook.name !== "lower") refuse(errno.EINVAL);
    const other = hook.name === "upper" ? "lower" : "upper";
    state[hook.name] = new Port(state, hook, newConfig(), other);
  },
  receiveMessage: answer,
  receiveData({ state }, hook, frame) {
    const { queue, passesAtOnce } = hook === state.upper.hook ? state.upper : state.lower;
    if (passesAtOnce && queue.isEmpty) return queue.pass(frame);
    queue.put(frame, state.now);
    state.schedule();
    // It went by the queues: its sender does not hear what becomes of it.
    return 0;
  },
  disconnect(node, hook) {
    const { state } = node;
    const port = hook === state.upper.hook ? state.upper : state.lower;
    port.hook = undefined;
    port.queue.flush();
    state.schedule();
    goWithLastHook(node);
  },
  shutdown({ state }) {
    state.stop();
    return false;
  },
};

function changesNothing({ bandwidth, BER, duplicate }: Config): boolean {
  return bandwidth === 0n && BER === 0n && duplicate === 0;
}

function noConfig(): Config {
  return { ...newConfig(), queuelen: 0, fifo: 0, droptail: 0 };
}

/** A bit error rate of 1 is a link that is down. */
function isDown({ upper, lower }: PipeState): boolean {
  return upper.config.BER === 1n || lower.config.BER === 1n;
}

function isBandwidth(value: bigint): boolean {
  return value >= MIN_BANDWIDTH && value <= MAX_BANDWIDTH;
}

function setNode(state: PipeState, wanted: NodeConfig): void {
  if (wanted.delay === NONE_64) state.delay = 0n;
  else if (wanted.delay > 0n && wanted.delay < 10_000_000n) state.delay = wanted.delay;
  const { upper, lower } = state;
  if (wanted.bandwidth === NONE_64) {
    upper.config.bandwidth = lower.config.bandwidth = 0n;
    state.overhead = 0;
  } else if (isBandwidth(wanted.bandwidth)) {
    upper.config.bandwidth = lower.config.bandwidth = wanted.bandwidth;
    state.overhead = wanted.bandwidth >= ETHERNET_FROM ? ETHERNET_OVERHEAD : HDLC_OVERHEAD;
  }
  if (wanted.overhead === NONE_32) state.overhead = 0;
  else if (wanted.overhead > 0 && wanted.overhead < MAX_OVERHEAD) state.overhead = wanted.overhead;
  if (wanted.header_offset === NONE_32) state.header_offset = 0;
  else if (wanted.header_offset > 0 && wanted.header_offset < 64)
    state.header_offset = wanted.header_offset;
}

/** One direction's fields; the order counts, as the later ones of fifo, wfq and drr win (ng_pipe.c, parse_cfg). */
function setPort(config: Config, wanted: NodeConfig["upstream"]): void {
  if (wanted.BER === NONE_64) config.BER = 0n;
  else if (wanted.BER >= 1n && wanted.BER <= 1_000_000_000_000n) config.BER = wanted.BER;
  for (const field of ["queuelen", "delaylen"] as const) {
    if (wanted[field] === NONE_32) config[field] = 0;
    else if (wanted[field] >= 5) config[field] = wanted[field];
  }
  if (wanted.duplicate === NONE_32) config.duplicate = 0;
  else if (wanted.duplicate > 0 && wanted.duplicate <= 50) config.duplicate = wanted.duplicate;
  if (wanted.fifo !== 0) Object.assign(config, { fifo: 1, wfq: 0, drr: 0 });
  if (wanted.wfq !== 0) Object.assign(config, { fifo: 0, wfq: 1, drr: 0 });
  if (wanted.drr !== 0)
    Object.assign(config, {
      fifo: 0,
      wfq: 0,
      drr: wanted.drr >= 32 ? wanted.drr : DEFAULT_QUANTUM,
    });
  if (wanted.droptail !== 0) Object.assign(config, { droptail: 1, drophead: 0 });
  if (wanted.drophead !== 0) Object.assign(config, { droptail: 0, drophead: 1 });
  if (wanted.bandwidth === NONE_64)
    Object.assign(config, { bandwidth: 0n, fifo: 1, wfq: 0, drr: 0 });
  else if (isBandwidth(wanted.bandwidth)) config.bandwidth = wanted.bandwidth;
}
