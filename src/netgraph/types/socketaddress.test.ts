/** Socket addresses between text and memory. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { parseArgs, unparseArgs } from "../ascii.ts";
import { formatIpv6 } from "../inet.ts";
import { SOCKADDR_IN6_SIZE, socketAddress } from "./socketaddress.ts";

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

  test("of inet6 with a scope is shown as a plain structure", () => {
    const bytes = parseArgs(socketAddress, "inet6/[fe80::1]");
    bytes[24] = 2;
    expect(unparseArgs(socketAddress, bytes)).toStartWith("{ len=28 family=28 ");
  });
});
