/** Bytes that are read one after the other. */
import { expect, test } from "bun:test";
import { errnoOf } from "../../test/support/refusal.ts";
import { errno } from "./errno.ts";
import { hint8, int8, int16, int32, int64, uint16, uint32, uint64 } from "./layout.ts";
import { Reader } from "./reader.ts";

test("values are taken from the front to the end, and what would lie behind it is refused", () => {
  const reader = new Reader(Uint8Array.of(1, 2, 3));
  expect([reader.take(2), reader.at, errnoOf(() => reader.take(2)), reader.at]).toEqual([
    ...[0, 2],
    ...[errno.EINVAL, 2],
  ]);
  expect([reader.take(1), errnoOf(() => reader.need(1)), errnoOf(() => reader.need(0))]).toEqual([
    ...[2, errno.EINVAL],
    0,
  ]);
});

test("padding may lack at the end", () => {
  const reader = new Reader(Uint8Array.of(1));
  reader.padTo(4);
  expect([reader.at, errnoOf(() => reader.take(0))]).toEqual([4, errno.EINVAL]);
});

test("an integer is little-endian and signed as its type says, wherever the bytes lie in their buffer", () => {
  const { buffer } = Uint8Array.of(9, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff);
  const reader = new Reader(new Uint8Array(buffer, 1));
  const types = [int8, hint8, int16, uint16, int32, uint32, int64, uint64];
  expect(types.map((type) => reader.integerAt(0, type))).toEqual([
    ...[-2, 254, -2, 65534, -2, 0xffff_fffe],
    ...[-2n, 0xffff_ffff_ffff_fffen],
  ]);
});
