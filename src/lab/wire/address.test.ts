import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  formatEther,
  formatIpv4,
  formatIpv6,
  linkLocalOf,
  maskOf,
  parseCidr,
  parseEther,
  parseIpv4,
  parseIpv6,
} from "./address.ts";

describe("addresses", () => {
  test("of IPv4 are read back as they are written", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffffff }), (address) => {
        expect(parseIpv4(formatIpv4(address))).toBe(address);
      }),
    );
  });

  test("of IPv4 have inet_aton's other forms", () => {
    const forms: [string, number | undefined][] = [
      ["10.1", 0x0a000001],
      ["10.1.2", 0x0a010002],
      ["0xffffff00", 0xffffff00],
      ["0377.0.0.1", 0xff000001],
      ["256.0.0.1", undefined],
      ["1.2.3.4.5", undefined],
      ["1.2.3.", undefined],
      ["1.2.3.x", undefined],
      ["09.0.0.1", undefined],
      ["", undefined],
    ];
    for (const [text, address] of forms) expect([text, parseIpv4(text)]).toEqual([text, address]);
  });

  test("have masks and prefixes", () => {
    expect([maskOf(0), maskOf(24), maskOf(32)]).toEqual([0, 0xffffff00, 0xffffffff]);
    expect(parseCidr("10.0.0.1/24")).toEqual({ address: 0x0a000001, prefix: 24 });
    expect(parseCidr("10.0.0.1")?.prefix).toBe(32);
    expect([parseCidr("10.0.0.1/33"), parseCidr("10.0.0.1/x"), parseCidr("/8")]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test("of Ethernet are read back, and are six bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 6, maxLength: 6 }), (bytes) => {
        expect(parseEther(formatEther(bytes))).toEqual(bytes);
      }),
    );
    expect(parseEther("2:0:0:0:0:1")).toEqual(Uint8Array.from([2, 0, 0, 0, 0, 1]));
    for (const text of ["", "2:0:0:0:0", "2:0:0:0:0:1:2", "2:0:0:0:0:100", "zz:0:0:0:0:1"]) {
      expect([text, parseEther(text)]).toEqual([text, undefined]);
    }
  });

  test("of IPv6 are read back, whatever the zeros", () => {
    const group = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff }));
    fc.assert(
      fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), (groups) => {
        expect(parseIpv6(formatIpv6(groups))).toEqual(groups);
      }),
    );
  });

  test("of IPv6 are written as inet_ntop writes them", () => {
    const forms: [string, string][] = [
      ["0:0:0:0:0:0:0:1", "::1"],
      ["FE80:0:0:0:0:0:0:1", "fe80::1"],
      ["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
      ["::ffff:0:0", "::ffff:0.0.0.0"],
      ["::ffff:10.0.0.1", "::ffff:10.0.0.1"],
      ["::", "::"],
    ];
    for (const [from, to] of forms) expect(formatIpv6(parseIpv6(from) ?? [])).toBe(to);
    for (const text of ["1:2:3:4:5:6:7", "1::2::3", "12345::", "1:2:3:4:5:6:7:8:9", "::1.2.3"]) {
      expect([text, parseIpv6(text)]).toEqual([text, undefined]);
    }
  });

  test("link-local ones come from the Ethernet address", () => {
    expect(formatIpv6(linkLocalOf(Uint8Array.from([0x52, 0x54, 0, 0, 0, 0x10])))).toBe(
      "fe80::5054:ff:fe00:10",
    );
  });
});
