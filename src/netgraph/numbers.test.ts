/** Numbers and names in text, as the kernel reads them (sys/libkern, ng_parse.c, ng_base.c). */
import { describe, expect, test } from "bun:test";
import { parseArgs, unparseArgs } from "./ascii.ts";
import { errno, NetgraphError } from "./errno.ts";
import {
  enaddr,
  int8,
  int16,
  int32,
  int64,
  type Layout,
  struct,
  uint8,
  uint32,
  uint64,
} from "./layout.ts";
import { scanSigned, scanUnsigned } from "./numbers.ts";
import { idInName } from "./path.ts";

const MAX = 2n ** 64n - 1n;

test.each([
  ["0", 0n, 1],
  ["  12a", 12n, 4],
  ["017", 15n, 3],
  ["08", 0n, 1],
  ["0x1F", 31n, 4],
  ["0X1fg", 31n, 4],
  ["-1", MAX, 2],
  ["+7", 7n, 2],
  ["18446744073709551615", MAX, 20],
  ["18446744073709551616", MAX, 20],
])("strtoul of %p is %p", (text, value, next) => {
  expect(scanUnsigned(text, 0, 0)).toEqual({ value, next });
});

test.each(["", "-", "x", "0x", "0xg", "- 1"])("%p is no number", (text) => {
  expect(scanUnsigned(text, 0, 0)).toBeUndefined();
});

test("strtol is clamped to a long", () => {
  expect(scanSigned("9223372036854775808", 0)?.value).toBe(2n ** 63n - 1n);
  expect(scanSigned("-9223372036854775809", 0)?.value).toBe(-(2n ** 63n));
});

test.each([
  ["[1]", 1],
  ["[0001]", 1],
  ["[aB]", 0xab],
  ["[0x1f]", 0x1f],
  ["[100000001]", 1],
  ["[0]", undefined],
  ["[]", undefined],
  ["[ 1]", undefined],
  ["[1", undefined],
  ["[1]x", undefined],
  ["[1g]", undefined],
  ["1", undefined],
])("%s stands for node %p", (name, id) => {
  expect(idInName(name)).toBe(id);
});

function outcome(layout: Layout, text: string): string | number {
  try {
    return unparseArgs(layout, parseArgs(layout, text));
  } catch (error) {
    if (error instanceof NetgraphError) return error.errno;
    throw error;
  }
}

describe("integers", () => {
  test.each([
    [int8, "255", "-1"],
    [int8, "-128", "-128"],
    [uint8, "-1", "255"],
    [uint8, "256", errno.EINVAL],
    [uint8, "-129", errno.EINVAL],
    [int16, "65535", "-1"],
    [int16, "65536", errno.EINVAL],
    [int32, "4294967295", "-1"],
    [int32, "4294967296", errno.EINVAL],
    [uint32, "-1", "4294967295"],
    [uint32, "4294967296", errno.EINVAL],
    [uint32, "18446744073709551616", "4294967295"],
    [uint32, "4294967295", "4294967295"],
    [uint32, "0x", errno.EINVAL],
    [uint32, "0777", "511"],
    [int64, "99999999999999999999", "9223372036854775807"],
    [uint64, "-1", "18446744073709551615"],
    [uint64, "18446744073709551615", "9223372036854775807"],
    [uint64, "", errno.EINVAL],
  ] as const)("%j: %s becomes %p", (layout, text, expected) => {
    expect(outcome(layout, text)).toBe(expected);
  });
});

describe("structs and arrays", () => {
  const list: Layout = { kind: "array", of: uint8, length: 3 };
  test.each([
    [list, "[ 1 2 3 4 ]", errno.E2BIG],
    [list, "[ 3=1 ]", errno.E2BIG],
    [list, "[ 1=5 1=6 ]", errno.EALREADY],
    [list, "[ 0x1=5 6 ]", "[ 1=5 6 ]"],
    [list, "[ x=5 ]", errno.EINVAL],
    [list, "[ ]", "[]"],
    [list, "[ 1", errno.EINVAL],
    [struct({ a: uint8, b: enaddr }), "{ a=1 }", errno.EOPNOTSUPP],
    [struct({ a: uint8, b: enaddr }), "{ b=1:2:3:4:5:6 }", "{ b=01:02:03:04:05:06 }"],
    [struct({ a: uint8 }), "{ a=1 a=1 }", errno.EALREADY],
    [struct({ a: uint8 }), "{ b=1 }", errno.ENOENT],
    [struct({ a: uint8 }), "{ a 1 }", errno.EINVAL],
  ] as const)("%j: %s becomes %p", (layout, text, expected) => {
    expect(outcome(layout, text)).toBe(expected);
  });
});
