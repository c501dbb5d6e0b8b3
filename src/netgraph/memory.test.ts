/** Where C puts things in memory. */
import { expect, test } from "bun:test";
import { errno } from "./errno.ts";
import {
  array,
  byteArray,
  enaddr,
  fixedString,
  ipaddr,
  type Layout,
  string,
  struct,
  uint8,
  uint16,
  uint32,
  uint64,
} from "./layout.ts";
import { aligned, alignmentOf, fail, offsetOf, sizeOf } from "./memory.ts";
import { socketAddress } from "./types/socketaddress.ts";

test.each([
  [uint64, 8, 8],
  [ipaddr, 4, 4],
  [enaddr, 6, 1],
  [fixedString(5), 5, 1],
  [byteArray(7), 7, 1],
  [byteArray({ lengthOf: "n" }), undefined, 1],
  [array(uint16, 3), 6, 2],
  [array(uint16, { lengthOf: "n" }), undefined, 2],
  [array(string, 3), undefined, 1],
  [string, undefined, 1],
  [{ kind: "sizedstring" }, undefined, 2],
  [socketAddress, undefined, 1],
  // As `sizeof` says of struct { char a; long b; char c; }.
  [struct({ a: uint8, b: uint64, c: uint8 }), 24, 8],
  [struct({ a: array(struct({ b: uint16, c: uint8 }), 2), d: uint8 }), 10, 2],
] as [Layout, number | undefined, number][])(
  "%j takes %p bytes at a multiple of %i",
  (layout, size, align) => {
    expect([sizeOf(layout), alignmentOf(layout)]).toEqual([size, align]);
  },
);

test("a place in memory moves up to the next multiple, not past it", () => {
  expect([0, 1, 4, 5].map((at) => aligned(at, 4))).toEqual([0, 4, 4, 8]);
  expect(aligned(7, 1)).toBe(7);
});

test("a field's place is known as long as all before it have one size", () => {
  const layout = struct({ a: uint8, b: uint32, text: string, c: uint8 });
  expect((["a", "b", "text", "c"] as const).map((name) => offsetOf(layout, name))).toEqual([
    0,
    4,
    8,
    undefined,
  ]);
});

test("what is refused says that a conversion was, and of what", () => {
  expect(() => fail(errno.EINVAL, "no number")).toThrow("convert no number: Invalid argument");
});
