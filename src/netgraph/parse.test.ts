/** Arguments as text → bytes, as FreeBSD 15 reads them (ng_parse.c). */
import { describe, expect, test } from "bun:test";
import { layoutOf } from "../../test/support/layouts.ts";
import { errnoOf } from "../../test/support/refusal.ts";
import { errno, NetgraphError } from "./errno.ts";
import {
  array,
  byteArray,
  enaddr,
  fixedString,
  int8,
  int16,
  int32,
  int64,
  ipaddr,
  type Layout,
  string,
  struct,
  uint8,
  uint16,
  uint32,
  uint64,
} from "./layout.ts";
import { parseArgs } from "./parse.ts";
import { bridge } from "./types/bridge.ts";
import { generic } from "./types/generic.ts";
import { macfilter } from "./types/macfilter.ts";
import { unparseArgs } from "./unparse.ts";

function outcome(layout: Layout, text: string): string | number {
  try {
    return unparseArgs(layout, parseArgs(layout, text));
  } catch (error) {
    if (error instanceof NetgraphError) return error.errno;
    throw error;
  }
}

describe("a bridge's configuration as text", () => {
  const config = layoutOf(bridge, "setconfig");
  test.each([
    ["{ debugLevel=2 loopTimeout=30 }", 0],
    ["{ }", 0],
    ["{ debugLevel=0x3 }", 0],
    ["{ debugLevel=-1 }", 0],
    ["{ debugLevel=1 } trailing", 0],
    ["{ debugLevel=300 }", 22],
    ["{ nosuch=1 }", 2],
    ["{ debugLevel=1 debugLevel=2 }", 37],
    ["{ debugLevel", 22],
    ["", 22],
  ])("%s is answered with errno %i", (text, number) => {
    expect(errnoOf(() => parseArgs(config, text))).toBe(number);
  });
});

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

describe("text in quotes, addresses and bytes", () => {
  test.each([
    [fixedString(4), '"abc"', "61626300"],
    [fixedString(4), '"abcd"', errno.E2BIG],
    [{ kind: "sizedstring" }, '"ab"', "02006162"],
    [string, "ab", errno.EINVAL],
    [ipaddr, "10.0.0.255", "0a0000ff"],
    [ipaddr, "10.0.0", errno.EINVAL],
    [ipaddr, "10.0.0.256", errno.EINVAL],
    [enaddr, "2:0:0:0:0:ff", "0200000000ff"],
    [enaddr, "2:0:0:0:0:100", errno.EINVAL],
    [enaddr, "2-0-0-0-0-1", errno.EINVAL],
    [byteArray(4), '"ab"', "61620000"],
    [byteArray(4), "[ 0xff 3=1 ]", "ff000001"],
    [byteArray(1), '"ab"', errno.E2BIG],
  ] as const)("%j: %s becomes %p", (layout, text, expected) => {
    let found: string | number;
    try {
      found = Buffer.from(parseArgs(layout, text)).toString("hex");
    } catch (error) {
      if (!(error instanceof NetgraphError)) throw error;
      found = error.errno;
    }
    expect(found).toBe(expected);
  });

  test("fields lie where C puts them, in whatever order they are given", () => {
    const layout = struct({ a: uint8, b: uint16, c: uint32, d: uint8 });
    expect([...parseArgs(layout, "{ d=4 c=3 b=2 a=1 }")]).toEqual([
      ...[1, 0, 2, 0, 3, 0, 0, 0],
      ...[4, 0, 0, 0],
    ]);
  });

  test("only an element that is given with its index may be a string", () => {
    const names = array(fixedString(2), 2);
    expect([...parseArgs(names, '[ 0="a" 1="b" ]')]).toEqual([97, 0, 98, 0]);
    expect(errnoOf(() => parseArgs(names, '[ "a" ]'))).toBe(errno.EINVAL);
  });
});

describe("where FreeBSD's reader is peculiar", () => {
  // ng_parse.c, ng_get_string_token: such a string ends where too few characters were counted, and what is left is read on its own.
  test("a string with a backslash or a hexadecimal number in it can only stand last", () => {
    const text: Layout = { kind: "string" };
    expect([...parseArgs(text, '"a\\\\\\x41\\q"')]).toEqual(
      [..."a\\Aq\0"].map((c) => c.charCodeAt(0)),
    );
    expect([...parseArgs(text, '"\\1012\\x12345"')]).toEqual([0o1012 & 0xff, 0x45, 0]);
    const move = layoutOf(bridge, "movehost");
    for (const name of ["a\\\\b", "\\x41", "\\q"])
      expect([name, errnoOf(() => parseArgs(move, `{ addr=2:0:0:0:0:1 hook="${name}" }`))]).toEqual(
        [name, 22],
      );
    for (const name of ["\\101", "\\t", '\\"'])
      expect([name, errnoOf(() => parseArgs(move, `{ addr=2:0:0:0:0:1 hook="${name}" }`))]).toEqual(
        [name, 0],
      );
    // Digits that make a NUL.
    expect(errnoOf(() => parseArgs(text, '"a\\00"'))).toBe(22);
    expect([...parseArgs(text, '"a\\0"')]).toEqual([97, 0, 0]);
  });

  // ng_parse.c: lengths are ints, and places for a negative number of elements are more than there is memory for.
  test("a count of 2^31 and more is negative", () => {
    const list = layoutOf(generic, "listnodes", "reply");
    expect(errnoOf(() => parseArgs(list, "{ numnames=2147483648 }"))).toBe(12);
    expect(errnoOf(() => parseArgs(list, "{ numnames=-5 nodeinfo=[] }"))).toBe(12);
    expect(errnoOf(() => parseArgs(list, "{ numnames=30000 }"))).toBe(34);
    expect(unparseArgs(list, Uint8Array.of(0, 0, 0, 0x80))).toBe(
      "{ numnames=2147483648 nodeinfo=[] }",
    );
    // The first address that is missing is minded before there are too many.
    const macs = layoutOf(macfilter, "getmacs", "reply");
    expect(errnoOf(() => parseArgs(macs, "{ n=65535 }"))).toBe(45);
    const data: Layout = { kind: "bytes", length: { lengthOf: "n" } };
    expect(errnoOf(() => parseArgs(data, '"ab"', [{ n: 0x8000_0000 }]))).toBe(7);
    expect(errnoOf(() => parseArgs(data, '"ab"', [{ n: 0x7fff_ffff }]))).toBe(34);
  });

  // ng_parse.c, ng_parse_skip_value: the index is refused before anybody minds the string that has no end.
  test("a string without an end is skipped like the token before it", () => {
    const list = layoutOf(generic, "listnodes", "reply");
    const text = '{ numnames=1 nodeinfo=[ 1={ name="a\\\\x" type="s1" } { id=100 } ] }';
    expect(errnoOf(() => parseArgs(list, text))).toBe(7);
    expect(errnoOf(() => parseArgs(list, '{ numnames=1 nodeinfo=[ { name="a } ] }'))).toBe(22);
  });
});
