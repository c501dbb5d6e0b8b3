/** Which programs the kernel takes, and what each instruction makes of a frame (sys/net/bpf_filter.c). */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type Instruction, isValid, run } from "./bpfmachine.ts";

type Line = readonly [code: number, k?: number, jt?: number, jf?: number];

const assemble = (...lines: readonly Line[]): Instruction[] =>
  lines.map(([code, k = 0, jt = 0, jf = 0]) => ({ code, jt, jf, k }));

const RET_K = 0x06;
const RET_A = 0x16;
const LD_IMM = 0x00;
const LDX_IMM = 0x01;
const JUMP_ALWAYS = 0x05;
const FRAME = Uint8Array.of(0x45, 0x81, 0x82, 0x83, 0xfe, 0xff);
const MAX = 0xffff_ffff;

/** What is in the accumulator after these instructions; 0 as well when one of them ended the program. */
const accumulator = (...lines: readonly Line[]) => run(assemble(...lines, [RET_A]), FRAME);

describe("an instruction of bpf(4)", () => {
  test.each<[what: string, lines: readonly Line[], result: number]>([
    ["ld #k loads a number", [[0x00, MAX]], MAX],
    ["ld [k] loads a word, highest byte first and without a sign", [[0x20, 1]], 0x818283fe],
    ["ldh [k] loads a half", [[0x28, 4]], 0xfeff],
    ["ldb [k] loads a byte", [[0x30, 5]], 0xff],
    [
      "ld [x + k] loads a word from x on",
      [
        [LDX_IMM, 1],
        [0x40, 1],
      ],
      0x8283feff,
    ],
    [
      "ldh [x + k] loads a half from x on",
      [
        [LDX_IMM, 3],
        [0x48, 1],
      ],
      0xfeff,
    ],
    [
      "ldb [x + k] loads a byte from x on",
      [
        [LDX_IMM, 3],
        [0x50, 2],
      ],
      0xff,
    ],
    ["ld #len loads the frame's length", [[0x80]], 6],
    [
      "ld M[k] loads what st M[k] stored",
      [
        [LD_IMM, 7],
        [0x02, 15],
        [LD_IMM, 1],
        [0x60, 15],
      ],
      7,
    ],
    [
      "ld M[k] loads 0 where nothing was stored",
      [
        [LD_IMM, 7],
        [0x60, 3],
      ],
      0,
    ],
    ["ldx #k and txa carry a number", [[LDX_IMM, 9], [0x87]], 9],
    ["ldx #len loads the frame's length", [[0x81], [0x87]], 6],
    [
      "ldx M[k] loads what stx M[k] stored",
      [[LDX_IMM, 8], [0x03, 2], [LDX_IMM, 1], [0x61, 2], [0x87]],
      8,
    ],
    ["ldxb 4*([k]&0xf) loads the length of an IP header", [[0xb1, 0], [0x87]], 20],
    ["tax carries the accumulator", [[LD_IMM, 5], [0x07], [LD_IMM, 1], [0x87]], 5],
    [
      "add wraps at 32 bits",
      [
        [LD_IMM, MAX],
        [0x04, 3],
      ],
      2,
    ],
    ["add x", [[LD_IMM, 2], [LDX_IMM, 3], [0x0c]], 5],
    [
      "sub wraps below 0",
      [
        [LD_IMM, 1],
        [0x14, 2],
      ],
      MAX,
    ],
    ["sub x", [[LD_IMM, 5], [LDX_IMM, 3], [0x1c]], 2],
    [
      "mul keeps the lowest 32 bits",
      [
        [LD_IMM, MAX],
        [0x24, MAX],
      ],
      1,
    ],
    ["mul x", [[LD_IMM, 5], [LDX_IMM, 3], [0x2c]], 15],
    [
      "div has no sign and no remainder",
      [
        [LD_IMM, MAX],
        [0x34, 2],
      ],
      0x7fff_ffff,
    ],
    ["div x", [[LD_IMM, 7], [LDX_IMM, 2], [0x3c]], 3],
    [
      "or",
      [
        [LD_IMM, 0x8000_0000],
        [0x44, 1],
      ],
      0x8000_0001,
    ],
    ["or x", [[LD_IMM, 4], [LDX_IMM, 1], [0x4c]], 5],
    [
      "and",
      [
        [LD_IMM, MAX],
        [0x54, 0xf000_0000],
      ],
      0xf000_0000,
    ],
    ["and x", [[LD_IMM, 6], [LDX_IMM, 3], [0x5c]], 2],
    [
      "lsh",
      [
        [LD_IMM, 3],
        [0x64, 31],
      ],
      0x8000_0000,
    ],
    ["lsh x", [[LD_IMM, 1], [LDX_IMM, 4], [0x6c]], 16],
    [
      "rsh brings in zeros",
      [
        [LD_IMM, 0x8000_0000],
        [0x74, 31],
      ],
      1,
    ],
    ["rsh x", [[LD_IMM, 16], [LDX_IMM, 4], [0x7c]], 1],
    ["neg", [[LD_IMM, 1], [0x84]], MAX],
    [
      "mod has no sign",
      [
        [LD_IMM, MAX],
        [0x94, 10],
      ],
      5,
    ],
    ["mod x", [[LD_IMM, 7], [LDX_IMM, 4], [0x9c]], 3],
    [
      "xor",
      [
        [LD_IMM, MAX],
        [0xa4, 0x7fff_ffff],
      ],
      0x8000_0000,
    ],
    ["xor x", [[LD_IMM, 6], [LDX_IMM, 3], [0xac]], 5],
  ])("%s", (_what, lines, result) => {
    expect(isValid(assemble(...lines, [RET_A]))).toBe(true);
    expect(accumulator(...lines)).toBe(result);
  });

  test.each<[what: string, lines: readonly Line[]]>([
    ["a word that ends behind the frame", [[0x20, 3]]],
    ["a half that ends behind the frame", [[0x28, 5]]],
    ["a byte behind the frame", [[0x30, 6]]],
    [
      "a word where x and k wrap to the frame's beginning",
      [
        [LDX_IMM, MAX],
        [0x40, 1],
      ],
    ],
    ["the length of a header behind the frame", [[0xb1, 6]]],
    ["a division by an x of 0", [[0x3c]]],
    ["a remainder by an x of 0", [[0x9c]]],
  ])("lets no frame match: %s", (_what, lines) => {
    const program = assemble([LD_IMM, 1], ...lines, [RET_K, 99]);
    expect([isValid(program), run(program, FRAME)]).toEqual([true, 0]);
  });

  test.each<[name: string, code: number, a: number, k: number, jumps: boolean]>([
    ["jeq", 0x15, MAX, MAX, true],
    ["jeq", 0x15, 1, 2, false],
    ["jgt", 0x25, MAX, 1, true],
    ["jgt", 0x25, 1, 1, false],
    ["jge", 0x35, 1, 1, true],
    ["jge", 0x35, 1, MAX, false],
    ["jset", 0x45, 0x8000_0001, 0x8000_0000, true],
    ["jset", 0x45, 2, 1, false],
  ])("%s (%i) with %i and %i goes where it was told: %p", (_name, code, a, k, jumps) => {
    const ends = [
      [RET_K, 1],
      [RET_K, 2],
      [RET_K, 3],
    ] as const;
    const byNumber = assemble([LD_IMM, a], [code, k, 1, 2], ...ends);
    const byX = assemble([LD_IMM, a], [LDX_IMM, k], [code | 0x08, 0, 1, 2], ...ends);
    for (const program of [byNumber, byX])
      expect([isValid(program), run(program, FRAME)]).toEqual([true, jumps ? 2 : 3]);
  });

  test("ja skips as many instructions as it says, more than a byte counts", () => {
    const skipped = new Array<Line>(300).fill([RET_K, 1]);
    expect(run(assemble([JUMP_ALWAYS, 300], ...skipped, [RET_K, 2]), FRAME)).toBe(2);
  });

  test("ret gives a number or the accumulator", () => {
    expect(run(assemble([RET_K, 96]), FRAME)).toBe(96);
    expect(run(assemble([LD_IMM, 7], [RET_A]), FRAME)).toBe(7);
  });

  test("loads what is there, and ends the program where nothing is, at any place", () => {
    const sizes = [
      { absolute: 0x20, indirect: 0x40, size: 4 },
      { absolute: 0x28, indirect: 0x48, size: 2 },
      { absolute: 0x30, indirect: 0x50, size: 1 },
    ];
    const place = fc.oneof(fc.nat(70), fc.integer({ min: 0, max: MAX }));
    fc.assert(
      fc.property(
        ...([fc.uint8Array({ maxLength: 64 }), fc.constantFrom(...sizes), place, place] as const),
        (frame, { absolute, indirect, size }, k, x) => {
          const hexAt = (at: number) => Buffer.from(frame.subarray(at, at + size)).toString("hex");
          const valueAt = (at: number) =>
            at + size <= frame.length ? Number.parseInt(hexAt(at), 16) : 0;
          expect(run(assemble([absolute, k], [RET_A]), frame)).toBe(valueAt(k));
          expect(run(assemble([LDX_IMM, x], [indirect, k], [RET_A]), frame)).toBe(valueAt(k + x));
        },
      ),
    );
  });
});

describe("a program of bpf(4)", () => {
  test("has the codes that the kernel knows, and no others", () => {
    const known = [
      ...[0x00, 0x20, 0x28, 0x30, 0x40, 0x48, 0x50, 0x60, 0x80],
      ...[0x01, 0x61, 0x81, 0xb1],
      ...[0x02, 0x03],
      ...[0x04, 0x14, 0x24, 0x34, 0x44, 0x54, 0x64, 0x74, 0x84, 0x94, 0xa4],
      ...[0x0c, 0x1c, 0x2c, 0x3c, 0x4c, 0x5c, 0x6c, 0x7c, 0x9c, 0xac],
      ...[0x05, 0x15, 0x25, 0x35, 0x45, 0x1d, 0x2d, 0x3d, 0x4d],
      ...[0x06, 0x16],
      ...[0x07, 0x87],
    ];
    const taken = [...new Array(0x10000).keys()].filter((code) =>
      isValid(assemble([code, 1], [RET_K], [RET_K])),
    );
    expect(taken).toEqual(known.sort((a, b) => a - b));
  });

  test("that is empty takes every frame whole", () => {
    expect([isValid([]), run([], FRAME)]).toEqual([true, FRAME.length]);
  });

  test.each<[what: string, taken: boolean, lines: readonly Line[]]>([
    ["ends without a return", false, [[LD_IMM]]],
    ["ends in a jump", false, [[RET_K], [JUMP_ALWAYS]]],
    ["stores in the last place of the memory", true, [[0x02, 15], [0x03, 15], [RET_K]]],
    ["stores behind the memory", false, [[0x02, 16], [RET_K]]],
    ["stores x behind the memory", false, [[0x03, 16], [RET_K]]],
    ["loads from behind the memory", false, [[0x60, 16], [RET_K]]],
    ["loads x from behind the memory", false, [[0x61, 16], [RET_K]]],
    ["divides by 0", false, [[0x34, 0], [RET_K]]],
    ["takes the remainder by 0", false, [[0x94, 0], [RET_K]]],
    ["jumps far beyond what 32 bits count", false, [[JUMP_ALWAYS, MAX], [RET_K]]],
  ])("that %s is taken: %p", (_what, taken, lines) => {
    expect(isValid(assemble(...lines))).toBe(taken);
  });

  const code = fc.constantFrom(JUMP_ALWAYS, 0x15, 0x25, 0x35, 0x45, 0x1d, 0x2d, 0x3d, 0x4d);
  const jump = fc.record({ code, jt: fc.nat(12), jf: fc.nat(12), k: fc.nat(12) });
  const END: Instruction = { code: RET_K, jt: 0, jf: 0, k: 77 };

  test("is taken if all its jumps lead to instructions of it", () => {
    fc.assert(
      fc.property(fc.array(jump, { maxLength: 8 }), (jumps) => {
        const program = [...jumps, END];
        const furthest = jumps.map(({ code, jt, jf, k }, at) =>
          Math.max(...(code === JUMP_ALWAYS ? [k] : [jt, jf]).map((far) => at + 1 + far)),
        );
        expect(isValid(program)).toBe(furthest.every((to) => to < program.length));
      }),
      { numRuns: 500 },
    );
  });

  test("that was taken comes to its return, whatever its jumps and the frame", () => {
    const within = fc.array(jump, { maxLength: 8 }).map((jumps) => {
      const room = (at: number) => jumps.length - at;
      const inside = jumps.map(({ code, jt, jf, k }, at) => {
        const end = room(at);
        return { code, jt: jt % end, jf: jf % end, k: k % end };
      });
      return [...inside, END];
    });
    fc.assert(
      fc.property(within, fc.uint8Array({ maxLength: 20 }), (program, frame) => {
        expect([isValid(program), run(program, frame)]).toEqual([true, 77]);
      }),
      { numRuns: 500 },
    );
  });
});
