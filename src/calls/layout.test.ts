/** The one reader and writer of the kernel's structs. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { cText, type Layout, numberAt, setNumber, textAt } from "./layout.ts";

const struct = {
  size: 24,
  fields: {
    a: [0, "u8"],
    f: [1, "u8"],
    b: [2, "u16"],
    c: [4, "u32"],
    d: [8, "i32"],
    e: [16, "u64"],
  },
} as const satisfies Layout;

test("a number lies little-endian where its field is, wherever the struct begins", () => {
  const bytes = new Uint8Array(26);
  setNumber(struct, bytes, "a", 1, 2);
  setNumber(struct, bytes, "b", 0x0302, 2);
  setNumber(struct, bytes, "c", 0xffff_fffe, 2);
  setNumber(struct, bytes, "d", -2, 2);
  setNumber(struct, bytes, "e", 0x0102_0304_0506_0708n, 2);
  expect(Buffer.from(bytes).toString("hex")).toBe(
    "0000" + "01000203" + "feffffff" + "feffffff" + "00000000" + "0807060504030201",
  );
  expect([numberAt(struct, bytes, "c", 2), numberAt(struct, bytes, "d", 2)]).toEqual([
    0xffff_fffe, -2,
  ]);
});

test("every number is read as it was written, and its neighbours stay as they were", () => {
  const ranges = {
    a: [0, 255],
    f: [0, 255],
    b: [0, 65535],
    c: [0, 2 ** 32 - 1],
    d: [-(2 ** 31), 2 ** 31 - 1],
    e: [0, Number.MAX_SAFE_INTEGER],
  } as const;
  const field = fc.constantFrom(...(Object.keys(ranges) as (keyof typeof ranges)[]));
  const one = field.chain((name) =>
    fc.tuple(fc.constant(name), fc.integer({ min: ranges[name][0], max: ranges[name][1] })),
  );
  fc.assert(
    fc.property(fc.array(one, { maxLength: 10 }), (writes) => {
      const bytes = new Uint8Array(struct.size);
      const wanted = new Map<keyof typeof ranges, number>();
      for (const [name, value] of writes) {
        setNumber(struct, bytes, name, value);
        wanted.set(name, value);
      }
      for (const [name, value] of wanted) expect(numberAt(struct, bytes, name)).toBe(value);
    }),
  );
});

test("a struct that is cut off is no struct", () => {
  expect(() => numberAt(struct, new Uint8Array(20), "e")).toThrow(RangeError);
});

test("text ends with its NUL, its room or the bytes", () => {
  const bytes = Buffer.from("\0vtnet0\0x");
  expect(textAt(bytes, 1, 16)).toBe("vtnet0");
  expect(textAt(bytes, 1, 3)).toBe("vtn");
  expect(textAt(bytes, 8, 16)).toBe("x");
  expect(textAt(bytes, 0, 16)).toBe("");
  expect([...cText("é")]).toEqual([0xc3, 0xa9, 0]);
});
