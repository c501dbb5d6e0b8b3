/** ng_patch(4): changes fields of the frames that go from `in` to `out`. */
import { decodeArgs } from "../../netgraph/ascii.ts";
import { errno } from "../../netgraph/errno.ts";
import { offsetOf, sizeOf } from "../../netgraph/memory.ts";
import { type ArgsOf, commandOf } from "../../netgraph/nodetype.ts";
import { patch as table } from "../../netgraph/types/patch.ts";
import { copyOf } from "../base/bytes.ts";
import { type Hook, type Node, type NodeBehaviour, refuse } from "../kernel/node.ts";
import { ETHER_HEADER } from "../wire/ethernet.ts";
import { carrying } from "../wire/marks.ts";
import { answerBy, goWithLastHook, read, replyTo, thenClear } from "./support.ts";

/** `relative_offset`: do offsets count from behind the Ethernet header and its tags? An operation's length is 1, 2, 4 or 8 bytes. */
type Config = ArgsOf<typeof table, "setconfig">;
type Operation = Config["ops"][number];

interface PatchState {
  in: Hook | undefined;
  out: Hook | undefined;
  config: Config | undefined;
  dlt: number;
  stats: { Received: number; Patched: number; Dropped: number };
}

const layout = commandOf(table, "setconfig").args;
/** struct ng_patch_config without operations, and one of those. */
const CONFIG_SIZE = offsetOf(layout, "ops")!;
const OPERATION_SIZE = sizeOf(layout.types.ops.of)!;
const DLT_EN10MB = 1;
const DLT_RAW = 12;
const LENGTHS = new Set([1, 2, 4, 8]);
/** CSUM_IP, TCP, UDP and SCTP, of IPv4 and of IPv6 (sys/mbuf.h). */
const CHECKSUMS = 0xe0fn;
const TAGS = new Set([0x8100, 0x88a8, 0x9100]);

const newStats = () => ({ Received: 0, Patched: 0, Dropped: 0 });

function clear({ state }: Node<PatchState>): undefined {
  state.stats = newStats();
}

const stats = ({ state }: Node<PatchState>) => replyTo(table, "getstats", { ...state.stats });

export const patch: NodeBehaviour<PatchState> = {
  table,
  create: () => ({
    in: undefined,
    out: undefined,
    config: undefined,
    dlt: DLT_RAW,
    stats: newStats(),
  }),
  newHook({ state }, hook) {
    // The kernel compares the first letters only: "input" is an `in` too.
    if (hook.name.startsWith("in")) state.in = hook;
    else if (hook.name.startsWith("out")) state.out = hook;
    else refuse(errno.EINVAL);
  },
  receiveMessage: answerBy<typeof table, PatchState>(table, {
    getdlt: ({ state }) => replyTo(table, "getdlt", state.dlt),
    setdlt({ state }, args) {
      const dlt = read(table, "setdlt", args);
      if (dlt !== DLT_EN10MB && dlt !== DLT_RAW) refuse(errno.EINVAL);
      state.dlt = dlt;
      return undefined;
    },
    // Without a configuration there is nothing to answer with, and no refusal either (recording 07).
    getconfig: ({ state }) => state.config && replyTo(table, "getconfig", state.config),
    setconfig({ state }, args) {
      if (args.length < CONFIG_SIZE) refuse(errno.EINVAL);
      const config = decodeArgs(layout, args);
      const { count } = config;
      if (args.length < CONFIG_SIZE + count * OPERATION_SIZE) refuse(errno.EINVAL);
      if (config.ops.some(({ length }) => !LENGTHS.has(length))) refuse(errno.EINVAL);
      state.config = {
        count,
        csum_flags: config.csum_flags & CHECKSUMS,
        relative_offset: config.relative_offset === 0 ? 0 : 1,
        ops: config.ops.map((operation) => ({
          ...operation,
          value: BigInt.asUintN(operation.length * 8, operation.value),
        })),
      };
      return undefined;
    },
    getstats: stats,
    clrstats: clear,
    getclrstats: thenClear(stats, clear),
  }),
  receiveData({ state }, hook, frame) {
    state.stats.Received++;
    const goesOut = hook === state.in;
    // A frame of `in` comes back where there is no `out`.
    const to = goesOut ? (state.out ?? state.in) : hook === state.out ? state.in : undefined;
    if (to === undefined) {
      state.stats.Dropped++;
      return 0;
    }
    return to.send(goesOut && state.config ? patched(state, state.config, frame) : frame);
  },
  disconnect(node, hook) {
    if (hook === node.state.in) node.state.in = undefined;
    if (hook === node.state.out) node.state.out = undefined;
    goWithLastHook(node);
  },
};

function patched(state: PatchState, config: Config, frame: Uint8Array): Uint8Array {
  const isRelative = config.relative_offset !== 0 && state.dlt === DLT_EN10MB;
  const start = isRelative ? headerLength(frame) : 0;
  // A frame that is shorter than its headers goes on as it is.
  if (start === undefined) return frame;
  const fitting = config.ops.filter(
    ({ offset, length }) => start + offset + length <= frame.length,
  );
  if (fitting.length === 0) return frame;
  state.stats.Patched++;
  const bytes = carrying(frame, copyOf(frame));
  for (const operation of fitting) apply(bytes, start + operation.offset, operation);
  return bytes;
}

function headerLength(frame: Uint8Array): number | undefined {
  let length = ETHER_HEADER;
  while (length <= frame.length) {
    if (!TAGS.has((frame[length - 2]! << 8) | frame[length - 1]!)) return length;
    length += 4;
  }
  return undefined;
}

/** Numbers in frames are big-endian. */
function apply(bytes: Uint8Array, at: number, { length, mode, value }: Operation): void {
  let old = 0n;
  for (let i = 0; i < length; i++) old = (old << 8n) | BigInt(bytes[at + i]!);
  let result = BigInt.asUintN(length * 8, modes[mode - 1]?.(old, value) ?? old);
  for (let i = length - 1; i >= 0; i--) {
    bytes[at + i] = Number(result & 0xffn);
    result >>= 8n;
  }
}

/** NG_PATCH_MODE_SET, ADD, SUB, MUL, DIV, NEG, AND, OR, XOR, SHL, SHR. A division by zero, which would stop FreeBSD, changes nothing. */
const modes: readonly ((old: bigint, value: bigint) => bigint)[] = [
  (_old, value) => value,
  (old, value) => old + value,
  (old, value) => old - value,
  (old, value) => old * value,
  (old, value) => (value === 0n ? old : old / value),
  (old) => -old,
  (old, value) => old & value,
  (old, value) => old | value,
  (old, value) => old ^ value,
  (old, value) => (value > 63n ? 0n : old << value),
  (old, value) => old >> value,
];
