/** ng_bpf(4): sends frames where a bpf(4) program says. */
import { array, hint16, hookName, int32, struct, uint8, uint32, uint64 } from "../layout.ts";
import type { NodeTypeTable } from "../nodetype.ts";

const instruction = struct({ code: hint16, jt: uint8, jf: uint8, k: uint32 });
const program = struct({
  thisHook: hookName,
  ifMatch: hookName,
  ifNotMatch: hookName,
  bpf_prog_len: int32,
  bpf_prog: array(instruction, { lengthOf: "bpf_prog_len" }),
});
const stats = struct({
  recvFrames: uint64,
  recvOctets: uint64,
  recvMatchFrames: uint64,
  recvMatchOctets: uint64,
  xmitFrames: uint64,
  xmitOctets: uint64,
});

/** The messages of ng_bpf(4) (sys/netgraph/ng_bpf.h). A program is that of one hook; its instructions are struct bpf_insn's. */
export const bpf = {
  name: "bpf",
  cookie: 944100792,
  commands: [
    { name: "setprogram", id: 1, args: program },
    { name: "getprogram", id: 2, args: hookName, reply: program },
    { name: "getstats", id: 3, args: hookName, reply: stats },
    { name: "clrstats", id: 4, args: hookName },
    { name: "getclrstats", id: 5, args: hookName, reply: stats },
  ],
} as const satisfies NodeTypeTable;
