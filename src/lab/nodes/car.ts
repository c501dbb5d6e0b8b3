/** ng_car(4): polices traffic to a committed rate. Its shaping, which would hold frames back, is not emulated. */
import { errno } from "../../netgraph/errno.ts";
import type { Mutable } from "../../netgraph/layout.ts";
import type { ArgsOf } from "../../netgraph/nodetype.ts";
import { car as table } from "../../netgraph/types/car.ts";
import { type Hook, type Node, type NodeBehaviour, refuse, sendBy } from "../kernel/node.ts";
import { type Mark, markedWith, marksOf } from "../wire/marks.ts";
import { answerBy, goWithLastHook, read, refuseData, replyTo, thenClear } from "./support.ts";

type BothConfigs = Mutable<ArgsOf<typeof table, "setconf">>;
type Config = BothConfigs["upstream"];

const [FORWARD, DROP, MARK] = [1, 2, 3];
const [SINGLE_RATE, DOUBLE_RATE, RED, SHAPE] = [0, 1, 2, 3];
/** The color that a frame is marked with already counts. */
const COLOR_AWARE = 1;
/** Rates are in packets: inside, a packet is 128 bytes. */
const COUNT_PACKETS = 2;
const PACKET = 128n;
const PACKET_RATE = 1024n;
/** Whose marks colors are, and which of those (netgraph/qos.h). */
const QOS = { cookie: 1_571_268_051, id: 23_568 };
const COLORS = ["green", "yellow", "red"] as const;
type Color = (typeof COLORS)[number];
const MAX_RATE = 1_000_000_000n;
/** Time is counted in 2^-20 seconds. */
const FRACTIONS = 2 ** 20;
const MAX_REFILL = 1000;

const newStats = () => ({ passed: 0, dropped: 0, green: 0, yellow: 0, red: 0, errors: 0 });

class Port {
  hook: Hook | undefined;
  stats = newStats();
  config: Config = {
    ...{ cbs: 8192n, ebs: 8192n, cir: 10240n, pir: 0n },
    ...{ greenAction: FORWARD, yellowAction: FORWARD, redAction: DROP, mode: SINGLE_RATE, opt: 0 },
  };
  /** The committed and the extended token bucket, bytes. */
  committed = this.config.cbs;
  extended = this.config.ebs;

  constructor(
    /** When they were last filled, milliseconds. */
    public filled: number,
  ) {}
}

interface CarState {
  readonly upper: Port;
  readonly lower: Port;
}

/** What comes in by `upper` is called downstream. */
const stats = ({ state }: Node<CarState>) =>
  replyTo(table, "getstats", { upstream: state.lower.stats, downstream: state.upper.stats });

function clear({ state }: Node<CarState>): undefined {
  state.upper.stats = newStats();
  state.lower.stats = newStats();
}

export const car: NodeBehaviour<CarState> = {
  table,
  create({ graph }) {
    const now = graph.kernel.clock.now();
    return { upper: new Port(now), lower: new Port(now) };
  },
  newHook({ state }, hook) {
    if (hook.name !== "upper" && hook.name !== "lower") refuse(errno.EINVAL);
    state[hook.name].hook = hook;
    state[hook.name].stats = newStats();
  },
  receiveMessage: answerBy<typeof table, CarState>(table, {
    getstats: stats,
    clrstats: clear,
    getclrstats: thenClear(stats, clear),
    getconf: ({ state }) =>
      replyTo(table, "getconf", {
        upstream: { ...shown(state.lower.config) },
        downstream: { ...shown(state.upper.config) },
      }),
    setconf({ state }, args) {
      const { upstream, downstream }: BothConfigs = read(table, "setconf", args);
      for (const config of [downstream, upstream]) toBytes(config);
      for (const { cir, pir, cbs, ebs, mode } of [downstream, upstream]) {
        if (cir > MAX_RATE || pir > MAX_RATE || (cbs === 0n && ebs === 0n)) refuse(errno.EINVAL);
        if (mode === SHAPE && cir === 0n) refuse(errno.EINVAL);
      }
      configure(state.upper, downstream);
      configure(state.lower, upstream);
      return undefined;
    },
  }),
  receiveData(node, hook, frame) {
    const { upper, lower } = node.state;
    const [from, to] = hook.name === "upper" ? [upper, lower] : [lower, upper];
    const { stats, config } = from;
    if (config.mode === SHAPE) return refuseData(node, "shaping is");
    const length = isInPackets(config) ? PACKET : BigInt(frame.length);
    const marked = (config.opt & COLOR_AWARE) === 0 ? "green" : colorMarked(frame);
    const color = colorOf(from, length, marked, () => node.graph.kernel.clock.now());
    stats[color]++;
    const action = config[`${color}Action`];
    if (action !== FORWARD && action !== MARK) {
      stats.dropped++;
      return 0;
    }
    const error = sendBy(to.hook, action === MARK ? markedAs(color, frame) : frame);
    if (error !== 0) stats.errors++;
    stats.passed++;
    return error;
  },
  disconnect(node, hook) {
    node.state[hook.name as "upper" | "lower"].hook = undefined;
    goWithLastHook(node);
  },
};

function isColor({ cookie, id }: Mark): boolean {
  return cookie === QOS.cookie && id === QOS.id;
}

/** Returns the color that a frame is marked with; green for one that is not marked. */
function colorMarked(frame: Uint8Array): Color {
  return COLORS[marksOf(frame).find(isColor)?.data[0] ?? 0]!;
}

/** Returns the frame with its color as a mark, which takes the place of the one of before. */
function markedAs(color: Color, frame: Uint8Array): Uint8Array {
  const others = marksOf(frame).filter((mark) => !isColor(mark));
  // An enum, and what fills the struct up.
  const data = [COLORS.indexOf(color), 0, 0, 0, 0, 0, 0, 0];
  return markedWith(frame, [{ ...QOS, data }, ...others]);
}

function isInPackets({ opt }: Config): boolean {
  return (opt & COUNT_PACKETS) !== 0;
}

function toBytes(config: Config): void {
  if (!isInPackets(config)) return;
  config.cir = BigInt.asUintN(64, config.cir * PACKET_RATE);
  config.pir = BigInt.asUintN(64, config.pir * PACKET_RATE);
  config.cbs = BigInt.asUintN(64, config.cbs * PACKET);
  config.ebs = BigInt.asUintN(64, config.ebs * PACKET);
}

function shown(config: Config): Config {
  if (!isInPackets(config)) return config;
  return {
    ...config,
    cir: config.cir / PACKET_RATE,
    pir: config.pir / PACKET_RATE,
    cbs: config.cbs / PACKET,
    ebs: config.ebs / PACKET,
  };
}

function configure(port: Port, config: Config): void {
  port.config = config;
  port.committed = config.cbs;
  port.extended = config.mode === RED || config.mode === SHAPE ? 0n : config.ebs;
}

/** Takes a frame's tokens, and says what color that makes it (RFC 2697 and 2698, and a mode of ng_car's own). */
function colorOf(port: Port, length: bigint, marked: Color, now: () => number): Color {
  const mayBeGreen = marked === "green";
  // Buckets are only looked after when a frame is not green without that.
  if (port.committed < length || !mayBeGreen) refill(port, now());
  if (port.committed >= length && mayBeGreen) {
    port.committed -= length;
    return "green";
  }
  const { ebs, mode } = port.config;
  if (mode !== RED) {
    if (port.extended < length || marked === "red") return "red";
    port.extended -= length;
    return "yellow";
  }
  const missing = length - port.committed;
  if (marked !== "red" && length + missing <= ebs && port.extended + missing < ebs) {
    port.extended += missing;
    port.committed -= length;
    return "yellow";
  }
  port.extended = 0n;
  return "red";
}

function refill(port: Port, now: number): void {
  const { cir, pir, cbs, ebs, mode } = port.config;
  const passed = Math.min(now - port.filled, MAX_REFILL * 1000);
  const fractions = BigInt(Math.floor((passed / 1000) * FRACTIONS));
  port.filled = now;
  port.committed += (cir * fractions) >> 23n;
  const over = port.committed - cbs;
  if (over > 0n) port.committed = cbs;
  if (mode === SINGLE_RATE && over > 0n) port.extended += over;
  if (mode === DOUBLE_RATE) port.extended += (pir * fractions) >> 23n;
  if (mode <= DOUBLE_RATE && port.extended > ebs) port.extended = ebs;
}
