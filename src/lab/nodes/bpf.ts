/** ng_bpf(4): sends each frame where a bpf(4) program of its hook says. */
import { decodeArgs } from "../../netgraph/ascii.ts";
import { errno } from "../../netgraph/errno.ts";
import { readString } from "../../netgraph/latin1.ts";
import { offsetOf, sizeOf } from "../../netgraph/memory.ts";
import { type ArgsOf, commandOf } from "../../netgraph/nodetype.ts";
import { bpf as table } from "../../netgraph/types/bpf.ts";
import { type Hook, type Node, type NodeBehaviour, refuse } from "../kernel/node.ts";
import { carrying } from "../wire/marks.ts";
import { type Instruction, isValid, run } from "./bpfmachine.ts";
import { answerBy, goWithLastHook, replyTo, thenClear } from "./support.ts";

type Program = ArgsOf<typeof table, "setprogram">;

/** A hook's program, and what went by it. */
export class BpfPort {
  stats = newStats();
  constructor(public program: Program) {}
}

const newStats = () => ({
  recvFrames: 0,
  recvOctets: 0,
  recvMatchFrames: 0,
  recvMatchOctets: 0,
  xmitFrames: 0,
  xmitOctets: 0,
});

const layout = commandOf(table, "setprogram").args;
/** struct ng_bpf_hookprog without instructions, and one of those. */
const PROGRAM_SIZE = offsetOf(layout, "bpf_prog")!;
const INSTRUCTION_SIZE = sizeOf(layout.types.bpf_prog.of)!;
/** BPF_RET+BPF_K with k = 0: no frame matches. */
const REFUSE_ALL: Instruction = { code: 0x6, jt: 0, jf: 0, k: 0 };

/** The hook that a message names: any text that is not empty will do. */
function portOf(node: Node, args: Uint8Array): BpfPort {
  if (args.length === 0) refuse(errno.EINVAL);
  const hook = node.hook(readString(args, 0, args.length - 1)) ?? refuse(errno.ENOENT);
  return hook.state as BpfPort;
}

const stats = (node: Node, args: Uint8Array) =>
  replyTo(table, "getstats", portOf(node, args).stats);

function clear(node: Node, args: Uint8Array): undefined {
  portOf(node, args).stats = newStats();
}

export const bpf: NodeBehaviour<undefined> = {
  table,
  create: () => undefined,
  newHook(_node, hook) {
    const none = { ifMatch: "", ifNotMatch: "", bpf_prog_len: 1, bpf_prog: [REFUSE_ALL] };
    hook.state = new BpfPort({ thisHook: hook.name, ...none });
  },
  receiveMessage: answerBy<typeof table, undefined>(table, {
    setprogram(node, args) {
      if (args.length < PROGRAM_SIZE) refuse(errno.EINVAL);
      const program = decodeArgs(layout, args);
      if (args.length !== PROGRAM_SIZE + program.bpf_prog_len * INSTRUCTION_SIZE)
        refuse(errno.EINVAL);
      const hook = node.hook(program.thisHook) ?? refuse(errno.ENOENT);
      if (!isValid(program.bpf_prog)) refuse(errno.EINVAL);
      (hook.state as BpfPort).program = program;
      return undefined;
    },
    getprogram: (node, args) => replyTo(table, "getprogram", portOf(node, args).program),
    getstats: stats,
    clrstats: clear,
    getclrstats: thenClear(stats, clear),
  }),
  receiveData(node, hook, frame) {
    const { stats, program } = hook.state as BpfPort;
    stats.recvFrames++;
    stats.recvOctets += frame.length;
    const taken = frame.length === 0 ? 0 : run(program.bpf_prog, frame);
    if (taken === 0) return sendTo(node.hook(program.ifNotMatch), frame);
    stats.recvMatchFrames++;
    stats.recvMatchOctets += frame.length;
    return sendTo(
      node.hook(program.ifMatch),
      taken < frame.length ? carrying(frame, frame.subarray(0, taken)) : frame,
    );
  },
  disconnect: goWithLastHook,
};

/** A frame for no hook is dropped. */
function sendTo(hook: Hook | undefined, frame: Uint8Array): number {
  if (hook === undefined) return 0;
  const { stats } = hook.state as BpfPort;
  stats.xmitFrames++;
  stats.xmitOctets += frame.length;
  return hook.send(frame);
}
