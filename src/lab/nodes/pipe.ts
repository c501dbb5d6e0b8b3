/** ng_pipe(4): bandwidth, delay and losses; of it the lab has the configuration, and frames where nothing is configured. */
import { errno } from "../../netgraph/errno.ts";
import type { Value } from "../../netgraph/layout.ts";
import { FLOW_COOKIE, LINK_IS_DOWN, LINK_IS_UP } from "../../netgraph/types/flow.ts";
import { pipe as table } from "../../netgraph/types/pipe.ts";
import { sendByHook } from "../kernel/delivery.ts";
import { type Hook, type Node, type NodeBehaviour, refuse } from "../kernel/node.ts";
import { answerBy, goWithLastHook, read, replyTo, thenClear } from "./support.ts";

/** The fields of struct ng_pipe_hookcfg; 64-bit ones are bigints. */
interface Config {
  bandwidth: bigint;
  BER: bigint;
  queuelen: number;
  delaylen: number;
  duplicate: number;
  fifo: number;
  drr: number;
  wfq: number;
  droptail: number;
  drophead: number;
}

class Port {
  hook: Hook | undefined;
  config = newConfig();
  stats = newStats();
}

interface PipeState {
  delay: bigint;
  overhead: number;
  header_offset: number;
  readonly upper: Port;
  readonly lower: Port;
}

function newConfig(): Config {
  const zeros = { delaylen: 0, duplicate: 0, drr: 0, wfq: 0, drophead: 0 };
  return { bandwidth: 0n, BER: 0n, queuelen: 50, fifo: 1, droptail: 1, ...zeros };
}

const newStats = () => ({
  FwdOctets: 0,
  FwdFrames: 0,
  queueDropOctets: 0,
  queueDropFrames: 0,
  delayDropOctets: 0,
  delayDropFrames: 0,
});

/** What sets a field back to nothing, since a field that is left out is zero and leaves what is there. */
const NONE_64 = 0xffff_ffff_ffff_ffffn;
const NONE_32 = 0xffff_ffff;
const LEAST_BANDWIDTH = 100n;
const MOST_BANDWIDTH = 1_000_000_000n;
const ETHERNET_FROM = 10_000_000n;
const ETHERNET_OVERHEAD = 8 + 4 + 12;
const HDLC_OVERHEAD = 10;
const MOST_OVERHEAD = 256;
const DEFAULT_QUANTUM = 2048;

/** The frames that came in by `upper` are the downstream ones. */
const stats = ({ state }: Node<PipeState>) =>
  replyTo(table, "getstats", { downstream: state.upper.stats, upstream: state.lower.stats });

function clear({ state }: Node<PipeState>): undefined {
  state.upper.stats = newStats();
  state.lower.stats = newStats();
}

interface NodeConfig {
  bandwidth: bigint;
  delay: bigint;
  header_offset: number;
  overhead: number;
  downstream: Config;
  upstream: Config;
}

const answer = answerBy<typeof table, PipeState>(table, {
  getstats: stats,
  clrstats: clear,
  getclrstats: thenClear(stats, clear),
  getrun: () => replyTo(table, "getrun", {}),
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
    return replyTo(table, "getcfg", config as unknown as Value);
  },
  setcfg(node, args) {
    const { state } = node;
    const wanted = read<NodeConfig>(table, "setcfg", args);
    const wasDown = isDown(state);
    setNode(state, wanted);
    setPort(state.upper.config, wanted.downstream);
    setPort(state.lower.config, wanted.upstream);
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
  create: () => ({
    delay: 0n,
    overhead: 0,
    header_offset: 0,
    // Without a hook nothing is configured, not even a queue.
    upper: Object.assign(new Port(), { config: noConfig() }),
    lower: Object.assign(new Port(), { config: noConfig() }),
  }),
  newHook({ state }, hook) {
    if (hook.name !== "upper" && hook.name !== "lower") refuse(errno.EINVAL);
    Object.assign(state[hook.name], new Port(), { hook });
  },
  receiveMessage: answer,
  receiveData({ state }, hook, frame) {
    const [from, to] =
      hook === state.upper.hook ? [state.upper, state.lower] : [state.lower, state.upper];
    const { bandwidth, BER, duplicate } = from.config;
    // Delays and losses are not emulated: better no frame than one that comes too well.
    if (bandwidth !== 0n || BER !== 0n || duplicate !== 0 || state.delay !== 0n)
      return errno.EOPNOTSUPP;
    const error = to.hook?.send(frame) ?? errno.ENETDOWN;
    if (error === 0) {
      from.stats.FwdFrames++;
      from.stats.FwdOctets += frame.length;
    } else {
      from.stats.delayDropFrames++;
      from.stats.delayDropOctets += frame.length;
    }
    // They went by the queues: their sender does not hear what became of them.
    return 0;
  },
  disconnect(node, hook) {
    node.state[hook.name as "upper" | "lower"].hook = undefined;
    goWithLastHook(node);
  },
};

function noConfig(): Config {
  return { ...newConfig(), queuelen: 0, fifo: 0, droptail: 0 };
}

/** A bit error rate of 1 is a link that is down. */
function isDown({ upper, lower }: PipeState): boolean {
  return upper.config.BER === 1n || lower.config.BER === 1n;
}

function isBandwidth(value: bigint): boolean {
  return value >= LEAST_BANDWIDTH && value <= MOST_BANDWIDTH;
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
  else if (wanted.overhead > 0 && wanted.overhead < MOST_OVERHEAD) state.overhead = wanted.overhead;
  if (wanted.header_offset === NONE_32) state.header_offset = 0;
  else if (wanted.header_offset > 0 && wanted.header_offset < 64)
    state.header_offset = wanted.header_offset;
}

/** One direction's fields; the order counts, as the later ones of fifo, wfq and drr win (ng_pipe.c, parse_cfg). */
function setPort(config: Config, wanted: Config): void {
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
