/** Bytes that are written and read one after the other. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { int8, int16, int32, int64, uint8, uint16, uint32, uint64 } from "./layout.ts";
import { Writer } from "./writer.ts";

test("an integer is read back from where it was written; what does not fit wraps as in C", () => {
  const layouts = [int8, int16, int32, int64, uint8, uint16, uint32, uint64] as const;
  fc.assert(
    fc.property(
      fc.constantFrom(...layouts),
      fc.bigInt(-(2n ** 63n), 2n ** 64n - 1n),
      (type, value) => {
        const out = new Writer(1);
        out.integer(value, type.size);
        const bits = type.size * 8;
        const wrapped =
          type.format === "signed" ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value);
        expect(BigInt(out.integerAt(0, type))).toBe(wrapped);
      },
    ),
  );
});

test("a number and the same bigint are the same eight bytes", () => {
  const bytesOf = (value: number | bigint) => {
    const out = new Writer();
    out.integer(value, 8);
    return Buffer.from(out.written).toString("hex");
  };
  fc.assert(
    fc.property(fc.maxSafeInteger(), (value) =>
      expect(bytesOf(value)).toBe(bytesOf(BigInt(value))),
    ),
  );
  expect(bytesOf(-2)).toBe("feffffffffffffff");
  expect(bytesOf(2 ** 32 + 1)).toBe("0100000001000000");
});

test("values lie one behind the other, however often the memory has to grow", () => {
  const out = new Writer(1);
  out.text("ab", 4);
  out.integer(0x0102, 2);
  out.padTo(8);
  out.padTo(3);
  out.set([7, 8]);
  expect([out.at, Buffer.from(out.written).toString("hex")]).toEqual([10, "61620000020100000708"]);
});

test("what is written is no longer than that, though there was room for more", () => {
  const out = new Writer(64);
  out.integer(1, 1);
  expect([...out.written]).toEqual([1]);
});
