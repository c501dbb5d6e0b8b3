/** Arguments between bytes and values. What holds of any layout stands in ascii.test.ts. */
import { describe, expect, test } from "bun:test";
import { errnoOf } from "../../test/support/refusal.ts";
import { errno } from "./errno.ts";
import {
  array,
  byteArray,
  enaddr,
  fixedString,
  ipaddr,
  string,
  struct,
  uint8,
  uint16,
  uint32,
  uint64,
} from "./layout.ts";
import { socketAddress } from "./types/socketaddress.ts";
import { decodeArgs, decodeRows, encodeArgs, encodeReply } from "./values.ts";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

describe("a value in memory", () => {
  test.each([
    [uint16, 258, "0201"],
    [uint64, 2n ** 63n, "0000000000000080"],
    [string, "ab", "616200"],
    [fixedString(4), "abc", "61626300"],
    [{ kind: "sizedstring" }, "ab", "02006162"],
    [enaddr, "02:00:00:00:00:ff", "0200000000ff"],
    [ipaddr, "10.0.0.255", "0a0000ff"],
    [array(uint16, 2), [1, 2], "01000200"],
    [struct({ a: uint8, b: uint16 }), { a: 1, b: 2 }, "01000200"],
    [socketAddress, "inet/10.0.0.1:80", "100200500a0000010000000000000000"],
  ] as const)("of %j, %p, is %s", (layout, value, bytes) => {
    expect(hex(encodeArgs(layout, value as never))).toBe(bytes);
    expect(decodeArgs(layout, Buffer.from(bytes, "hex"))).toEqual(value as never);
  });

  test("is refused where the bytes end too early, a string without a NUL is not", () => {
    const layouts = [
      uint16,
      fixedString(2),
      enaddr,
      ipaddr,
      byteArray(2),
      array(uint8, 2),
      { kind: "sizedstring" },
    ] as const;
    for (const layout of layouts)
      expect(errnoOf(() => decodeArgs(layout, Uint8Array.of(9)))).toBe(errno.EINVAL);
    expect(decodeArgs(string, Uint8Array.of(97, 98))).toBe("ab");
    const layout = struct({ a: uint8, text: string, b: uint8 });
    expect(decodeArgs(layout, Uint8Array.of(1, 97, 98, 0, 2))).toEqual({ a: 1, text: "ab", b: 2 });
  });

  test("has no more elements than there are bytes, though they take none", () => {
    const none = array(struct({}), { lengthOf: "n" });
    const layout = struct({ n: uint32, none });
    expect(errnoOf(() => decodeArgs(layout, Uint8Array.of(255, 255, 255, 127)))).toBe(errno.EINVAL);
  });
});

test("fields that are left out are zero", () => {
  const layout = struct({ a: uint8, name: fixedString(2), rest: array(uint8, 2) });
  expect(hex(encodeArgs(layout, { rest: [7] }))).toBe("0000000700");
});

test("a name that does not fit its field is refused", () => {
  expect(errnoOf(() => encodeArgs(fixedString(4), "abcd"))).toBe(errno.E2BIG);
});

test("bytes are cut or filled up to their length; those up to the message's end have their own", () => {
  expect(hex(encodeArgs(byteArray(2), Uint8Array.of(1, 2, 3)))).toBe("0102");
  expect(hex(encodeArgs(byteArray(2), Uint8Array.of(1)))).toBe("0100");
  const rest = byteArray({ lengthOf: "arglen", less: 1 });
  const layout = struct({ a: uint8, rest });
  expect(hex(encodeArgs(layout, { a: 1, rest: Uint8Array.of(2, 3, 4) }))).toBe("01020304");
  expect(decodeArgs(layout, Uint8Array.of(1, 2, 3, 4)).rest).toEqual(Uint8Array.of(2, 3, 4));
});

test("bytes that were read stay as they are when the message's memory changes", () => {
  const bytes = Uint8Array.of(1, 2);
  const read = decodeArgs(byteArray(2), bytes);
  bytes.fill(9);
  expect(read).toEqual(Uint8Array.of(1, 2));
});

describe("rows of a list", () => {
  const row = struct({ a: uint16, b: uint8 });
  const bytes = Uint8Array.of(9, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0);
  test("begin where they are said to, and end with the last whole one", () => {
    expect(decodeRows(row, bytes, 1)).toEqual([
      { a: 1, b: 2 },
      { a: 3, b: 4 },
    ]);
    expect(decodeRows(row, bytes.subarray(0, 9), 1)).toHaveLength(2);
    expect(decodeRows(row, bytes.subarray(0, 8), 1)).toHaveLength(1);
  });
  test("are at most as many as asked for", () => {
    expect(decodeRows(row, bytes, 1, 1)).toEqual([{ a: 1, b: 2 }]);
    expect(decodeRows(row, bytes, 99)).toEqual([]);
  });
});

test("a reply that ends with a list ends with its last element, without padding", () => {
  const row = struct({ name: fixedString(3) });
  const layout = struct({ n: uint32, rows: array(row, { lengthOf: "n" }) });
  const value = { n: 1, rows: [{ name: "ab" }] };
  expect(hex(encodeArgs(layout, value))).toBe("0100000061620000");
  expect(hex(encodeReply(layout, value))).toBe("01000000616200");
  expect(encodeReply(struct({ a: uint32, b: uint8 }), { a: 1, b: 1 })).toHaveLength(8);
  expect(encodeReply(uint16, 1)).toHaveLength(2);
});
