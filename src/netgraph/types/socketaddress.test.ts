/** Socket addresses between text and memory. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { errnoOf } from "../../../test/support/refusal.ts";
import { parseArgs, unparseArgs } from "../ascii.ts";
import { errno } from "../errno.ts";
import { formatIpv6 } from "../inet.ts";
import { numbered, SOCKADDR_IN6_SIZE, socketAddress } from "./socketaddress.ts";

const port = fc.integer({ min: 0, max: 65535 }).map((number) => (number === 0 ? "" : `:${number}`));
const inet = fc.tuple(fc.ipV4(), port).map(([address, port]) => `inet/${address}${port}`);
const group = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff }));
const inet6 = fc
  .tuple(fc.array(group, { minLength: 8, maxLength: 8 }), port)
  .map(([groups, port]) => `inet6/[${formatIpv6(groups)}]${port}`);
const local = fc.stringMatching(/^[a-z/.]{1,60}$/).map((path) => `local/"${path}"`);

describe("a socket address", () => {
  test("is the same text again when it went through memory", () => {
    fc.assert(
      fc.property(fc.oneof(inet, inet6, local), (text) => {
        expect(unparseArgs(socketAddress, parseArgs(socketAddress, text))).toBe(text);
      }),
    );
  });

  test("of inet6 lies in memory as struct sockaddr_in6", () => {
    const bytes = parseArgs(socketAddress, "inet6/[2001:db8::1]:5000");
    expect(bytes).toHaveLength(SOCKADDR_IN6_SIZE);
    expect(Buffer.from(bytes).toString("hex")).toBe(
      "1c1c1388000000002001 0db8 0000 0000 0000 0000 0000 0001 00000000".replaceAll(" ", ""),
    );
  });

  test.each([
    "inet6/::1",
    "inet6/[::1",
    "inet6/[::1]:65536",
    "inet6/[1::2::3]",
    "inet6/[fe80::1%vtnet0]",
  ])("%s is refused", (text) => {
    expect(() => parseArgs(socketAddress, text)).toThrow("Invalid argument");
  });

  // ng_ksocket.c: ng_ksocket_sockaddr_unparse.
  test("of inet is read whatever its length says, as far as it is there", () => {
    expect(unparseArgs(socketAddress, Uint8Array.of(4, 2, 0, 80, 10, 0, 0, 1))).toBe(
      "inet/10.0.0.1:80",
    );
    const short = Uint8Array.of(4, 2, 0, 80, 10, 0, 0);
    expect(errnoOf(() => unparseArgs(socketAddress, short))).toBe(errno.EINVAL);
  });

  test("of inet lies in memory as struct sockaddr_in, its port in network order", () => {
    const bytes = parseArgs(socketAddress, "inet/10.0.0.1:80");
    expect(Buffer.from(bytes).toString("hex")).toBe("100200500a0000010000000000000000");
  });

  test("of the file system ends where its path has a NUL, and has at most 255 characters", () => {
    expect([...parseArgs(socketAddress, 'local/"a\\0b"')]).toEqual([3, 1, 97]);
    const path = (length: number) => `local/"${"a".repeat(length)}"`;
    expect(parseArgs(socketAddress, path(253))).toHaveLength(255);
    expect(errnoOf(() => parseArgs(socketAddress, path(256)))).toBe(errno.E2BIG);
  });

  test("of a family without a form of its own is shown and read as a plain structure", () => {
    expect(unparseArgs(socketAddress, Uint8Array.of(1, 9))).toBe("{ len=1 family=9 }");
    expect([...parseArgs(socketAddress, "{ len=3 family=9 data=[ 7 ] }")]).toEqual([3, 9, 7]);
    expect(errnoOf(() => unparseArgs(socketAddress, Uint8Array.of(4, 9, 1)))).toBe(errno.EINVAL);
    expect(errnoOf(() => parseArgs(socketAddress, "atm/1"))).toBe(errno.EINVAL);
  });

  test("may have its family as a number", () => {
    expect(parseArgs(socketAddress, "2/10.0.0.1")).toEqual(
      parseArgs(socketAddress, "inet/10.0.0.1"),
    );
  });

  test("of inet6 with a scope is shown as a plain structure", () => {
    const bytes = parseArgs(socketAddress, "inet6/[fe80::1]");
    bytes[24] = 2;
    expect(unparseArgs(socketAddress, bytes)).toStartWith("{ len=28 family=28 ");
  });
});

// ng_ksocket.c, ng_ksocket_parse.
test.each([
  ["inet", 2],
  ["7", 7],
  ["", 0],
  ["-1", undefined],
  ["7x", undefined],
  ["nosuch", undefined],
  ["constructor", undefined],
])("the family or protocol %p is %p", (word, number) => {
  expect(numbered({ inet: 2 }, word)).toBe(number);
});
