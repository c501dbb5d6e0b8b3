/** An assembler for programs of bpf(4): what they need of it, and no more. */

/** An instruction as ng_bpf(4) takes it (net/bpf.h, struct bpf_insn). */
export interface Instruction {
  readonly code: number;
  readonly jt: number;
  readonly jf: number;
  readonly k: number;
}

/** A line of a program: a label, or an instruction whose jumps are to labels. A jump that is left out goes on with the next line. */
export type Line =
  | { readonly label: string }
  | { readonly code: number; readonly k: number; readonly yes?: string; readonly no?: string };

// Codes are sums of BPF_LD and so on (net/bpf.h).
const LD_ABS = { word: 0x20, half: 0x28, byte: 0x30 } as const;
const LD_IND_HALF = 0x48;
const LDX_HEADER = 0xb1;
const JEQ = 0x15;
const JSET = 0x45;
const RETURN = 0x06;

/** Loads what lies at an offset of the frame; a frame that is too short does not match. */
export const load = (size: keyof typeof LD_ABS, at: number): Line => ({
  code: LD_ABS[size],
  k: at,
});
/** Loads 16 bits at an offset behind the IPv4 header whose length `headerLength` has loaded. */
export const loadBehind = (at: number): Line => ({ code: LD_IND_HALF, k: at });
/** Loads the length of the IPv4 header at an offset. */
export const headerLength = (at: number): Line => ({ code: LDX_HEADER, k: at });

interface Ways {
  readonly yes?: string;
  readonly no?: string;
}
/** Goes on by whether what was loaded is equal to this. */
export const ifEqual = (value: number, ways: Ways): Line => ({ code: JEQ, k: value, ...ways });
/** Goes on by whether any of these bits is set. */
export const ifBits = (mask: number, ways: Ways): Line => ({ code: JSET, k: mask, ...ways });
/** Takes the whole frame. */
export const accept: Line = { code: RETURN, k: 0xffff_ffff };
/** Takes nothing of it. */
export const reject: Line = { code: RETURN, k: 0 };
/** A place that jumps lead to. */
export const label = (name: string): Line => ({ label: name });

/** How far a jump can lead, instructions. */
const MAX_JUMP = 255;

/** Puts a program together. Jumps lead forward only, as in the kernel (bpf_validate); one that is too long is a fault of ours. */
export function assemble(lines: readonly Line[]): Instruction[] {
  const places = new Map<string, number>();
  let count = 0;
  for (const line of lines) {
    if ("label" in line) places.set(line.label, count);
    else count++;
  }
  const program: Instruction[] = [];
  for (const line of lines) {
    if ("label" in line) continue;
    const { code, k, yes, no } = line;
    const far = (target: string | undefined) => {
      const jump = target === undefined ? 0 : (places.get(target) ?? -1) - program.length - 1;
      if (jump < 0 || jump > MAX_JUMP) throw new Error(`a jump to ${target} leads too far`);
      return jump;
    };
    program.push({ code, jt: far(yes), jf: far(no), k });
  }
  return program;
}
