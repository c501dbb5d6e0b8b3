/** Classic bpf(4) programs: which of them the kernel takes, and what they say of a frame (sys/net/bpf_filter.c). */

/** An instruction of a program, struct bpf_insn of net/bpf.h: opcode, how far to jump when true and when false, operand. */
export interface Instruction {
  readonly code: number;
  readonly jt: number;
  readonly jf: number;
  readonly k: number;
}

/** net.bpf.maxinsns. */
const MAX_INSTRUCTIONS = 512;
const MEMORY_WORDS = 16;

const CLASS = 0x07;
const SIZE = 0x18;
const MODE = 0xe0;
const OPERATION = 0xf0;
const FROM_X = 0x08;
const [LD, LDX, ST, STX, ALU, JMP, RET, MISC] = [0, 1, 2, 3, 4, 5, 6, 7];
const [IMM, ABS, IND, MEM, LEN, MSH] = [0x00, 0x20, 0x40, 0x60, 0x80, 0xa0];
const WORD = 0x00;
const HALF = 0x08;
const BYTE = 0x10;
const JUMP_ALWAYS = 0x00;

/** The codes that exist, by what bpf_validate accepts. */
const codes = new Set<number>([
  ...[WORD, HALF, BYTE].flatMap((size) => [LD | size | ABS, LD | size | IND]),
  ...[LD | IMM, LD | MEM, LD | LEN, LDX | IMM, LDX | MEM, LDX | LEN, LDX | BYTE | MSH, ST, STX],
  ...[0x00, 0x10, 0x20, 0x30, 0x40, 0x50, 0x60, 0x70, 0x90, 0xa0].flatMap((operation) => [
    ALU | operation,
    ALU | operation | FROM_X,
  ]),
  ALU | 0x80,
  JMP | JUMP_ALWAYS,
  ...[0x10, 0x20, 0x30, 0x40].flatMap((test) => [JMP | test, JMP | test | FROM_X]),
  ...[RET, RET | 0x10, MISC, MISC | 0x80],
]);

/** Does the kernel take this program? It must end in a return, and jump to places that are there; an empty one takes all (bpf_validate). */
export function isValid(program: readonly Instruction[]): boolean {
  if (program.length === 0) return true;
  if (program.length > MAX_INSTRUCTIONS) return false;
  for (const [at, { code, jt, jf, k }] of program.entries()) {
    if (!codes.has(code)) return false;
    const kind = code & CLASS;
    const usesMemory =
      kind === ST || kind === STX || ((kind === LD || kind === LDX) && (code & MODE) === MEM);
    if (usesMemory && k >= MEMORY_WORDS) return false;
    const divides = kind === ALU && [0x30, 0x90].includes(code & OPERATION) && !(code & FROM_X);
    if (divides && k === 0) return false;
    if (kind !== JMP) continue;
    const furthest = (code & OPERATION) === JUMP_ALWAYS ? k : Math.max(jt, jf);
    if (at + 1 + furthest >= program.length) return false;
  }
  return (program.at(-1)!.code & CLASS) === RET;
}

/** How many bytes of a frame the program takes; 0 when it does not match. */
export function run(program: readonly Instruction[], frame: Uint8Array): number {
  if (program.length === 0) return frame.length;
  const memory = new Uint32Array(MEMORY_WORDS);
  let a = 0;
  let x = 0;
  for (let at = 0; at < program.length; at++) {
    const { code, jt, jf, k } = program[at]!;
    const operand = (code & FROM_X) === 0 ? k : x;
    switch (code & CLASS) {
      case RET:
        return (code & 0x18) === 0x10 ? a : k;
      case LD:
      case LDX: {
        const loaded = load(code, k, x, frame, memory);
        if (loaded === undefined) return 0;
        if ((code & CLASS) === LD) a = loaded;
        else x = loaded;
        break;
      }
      case ST:
        memory[k] = a;
        break;
      case STX:
        memory[k] = x;
        break;
      case ALU: {
        const result = calculate(code & OPERATION, a, operand);
        if (result === undefined) return 0;
        a = result;
        break;
      }
      case JMP:
        at += (code & OPERATION) === JUMP_ALWAYS ? k : test(code & OPERATION, a, operand) ? jt : jf;
        break;
      default:
        if ((code & 0xf8) === 0) x = a;
        else a = x;
    }
  }
  return 0;
}

/** What an instruction loads; undefined when the frame is too short for it. */
function load(
  code: number,
  k: number,
  x: number,
  frame: Uint8Array,
  memory: Uint32Array,
): number | undefined {
  switch (code & MODE) {
    case IMM:
      return k;
    case MEM:
      return memory[k];
    case LEN:
      return frame.length;
    case MSH:
      return k < frame.length ? (frame[k]! & 0x0f) << 2 : undefined;
    default: {
      const at = (code & MODE) === IND ? k + x : k;
      const size = { [WORD]: 4, [HALF]: 2, [BYTE]: 1 }[code & SIZE]!;
      if (at + size > frame.length) return undefined;
      let value = 0;
      for (let i = 0; i < size; i++) value = value * 256 + frame[at + i]!;
      return value;
    }
  }
}

function calculate(operation: number, a: number, operand: number): number | undefined {
  switch (operation) {
    case 0x00:
      return (a + operand) >>> 0;
    case 0x10:
      return (a - operand) >>> 0;
    case 0x20:
      return Math.imul(a, operand) >>> 0;
    case 0x30:
      return operand === 0 ? undefined : Math.floor(a / operand);
    case 0x40:
      return (a | operand) >>> 0;
    case 0x50:
      return (a & operand) >>> 0;
    case 0x60:
      return operand > 31 ? 0 : (a << operand) >>> 0;
    case 0x70:
      return operand > 31 ? 0 : a >>> operand;
    case 0x80:
      return -a >>> 0;
    case 0x90:
      return operand === 0 ? undefined : a % operand;
    default:
      return (a ^ operand) >>> 0;
  }
}

function test(operation: number, a: number, operand: number): boolean {
  switch (operation) {
    case 0x10:
      return a === operand;
    case 0x20:
      return a > operand;
    case 0x30:
      return a >= operand;
    default:
      return (a & operand) !== 0;
  }
}
