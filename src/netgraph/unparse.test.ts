/** Bytes → arguments as text, as FreeBSD 15 writes them (ng_parse.c). */
import { describe, expect, test } from "bun:test";
import { layoutOf } from "../../test/support/layouts.ts";
import { errnoOf } from "../../test/support/refusal.ts";
import { errno } from "./errno.ts";
import {
  array,
  byteArray,
  enaddr,
  fixedString,
  hint8,
  hint32,
  int8,
  int32,
  ipaddr,
  string,
  struct,
  uint8,
  uint16,
  uint64,
} from "./layout.ts";
import { generic } from "./types/generic.ts";
import { unparseArgs } from "./unparse.ts";

describe("a value as text", () => {
  test.each([
    [int8, [0xff], "-1"],
    [uint8, [0xff], "255"],
    [hint8, [0xff], "0xff"],
    [hint32, [1, 0, 0, 0x80], "0x80000001"],
    [int32, [0xfe, 0xff, 0xff, 0xff], "-2"],
    [uint64, [1, 0, 0, 0, 0, 0, 0, 0x80], "9223372036854775809"],
    [string, [97, 34, 0], '"a\\""'],
    [{ kind: "sizedstring" }, [2, 0, 97, 98], '"ab"'],
    [ipaddr, [10, 0, 0, 1], "10.0.0.1"],
    [enaddr, [2, 0, 0, 0, 0, 10], "02:00:00:00:00:0a"],
    [byteArray(3), [0, 0x10, 0], "[ 1=0x10 ]"],
    [array(uint16, 2), [0, 0, 0, 0], "[]"],
  ] as const)("of %j %j is %s", (layout, bytes, text) => {
    expect(unparseArgs(layout, Uint8Array.from(bytes))).toBe(text);
  });

  test("leaves out what has its default, but never an Ethernet address, which has none", () => {
    const layout = struct({ n: uint8, name: fixedString(3), ether: enaddr });
    expect(unparseArgs(layout, new Uint8Array(10))).toBe("{ ether=00:00:00:00:00:00 }");
  });

  test("of bytes that end too early is refused", () => {
    for (const layout of [uint16, enaddr, byteArray(2), struct({ a: uint8, b: uint8 })])
      expect(errnoOf(() => unparseArgs(layout, Uint8Array.of(1)))).toBe(errno.EINVAL);
  });

  // ng_parse.c, ng_fixedstring_unparse.
  test("a name that fills its field goes on with what lies behind it", () => {
    const args = layoutOf(generic, "mkpeer");
    const bytes = new Uint8Array(96).fill(0x61, 0, 40);
    expect(unparseArgs(args, bytes)).toBe(
      `{ type="${"a".repeat(40)}" ourhook="${"a".repeat(8)}" }`,
    );
  });

  // ng_parse.c, ng_unparse_composite.
  test("shows zeros that lie behind the kernel's buffer", () => {
    const layout = array(uint8, 20 * 1024);
    const text = unparseArgs(layout, new Uint8Array(20 * 1024));
    expect(text).toStartWith(`[ ${20 * 1024 - 56}=0 0 `);
  });
});
