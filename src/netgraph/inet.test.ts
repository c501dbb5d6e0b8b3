/** Internet addresses as text, as inet_aton(3), inet_pton(3) and inet_ntop(3) have them. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { formatIpv4, formatIpv6, parseIpv4, parseIpv6 } from "./inet.ts";

test("an IPv4 address is read as it is written", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffff_ffff }), (address) => {
      expect(parseIpv4(formatIpv4(address))).toBe(address);
    }),
  );
  expect(formatIpv4(0xc000_02ff)).toBe("192.0.2.255");
});

test.each([
  ["10.1", 0x0a00_0001],
  ["10.1.258", 0x0a01_0102],
  ["0xffffff00", 0xffff_ff00],
  ["010.0.0.017", 0x0800_000f],
  ["4294967295", 0xffff_ffff],
])("%s is an IPv4 address as inet_aton(3) reads it", (text, address) => {
  expect(parseIpv4(text)).toBe(address);
});

test.each([
  "",
  "1.2.3.4.5",
  "256.0.0.1",
  "1.2.3.256",
  "10.16777216",
  "4294967296",
  "1..2",
  "a",
  "08.1.1.1",
  "1.2.3.4 ",
])("%j is no IPv4 address", (text) => {
  expect(parseIpv4(text)).toBeUndefined();
});

const group = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff }));

test("an IPv6 address is read as it is written", () => {
  fc.assert(
    fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), (groups) => {
      expect(parseIpv6(formatIpv6(groups))).toEqual(groups);
    }),
  );
});

test.each([
  ["::", [0, 0, 0, 0, 0, 0, 0, 0]],
  ["::1", [0, 0, 0, 0, 0, 0, 0, 1]],
  ["2001:db8::", [0x2001, 0xdb8, 0, 0, 0, 0, 0, 0]],
  ["2001:db8:0:1::1", [0x2001, 0xdb8, 0, 1, 0, 0, 0, 1]],
  ["1:0:0:2::3", [1, 0, 0, 2, 0, 0, 0, 3]],
  ["1::2:3:4:5:6", [1, 0, 0, 2, 3, 4, 5, 6]],
  ["1:2:0:3:4:5:6:7", [1, 2, 0, 3, 4, 5, 6, 7]],
  ["::ffff:10.0.0.1", [0, 0, 0, 0, 0, 0xffff, 0x0a00, 1]],
])("%s is how %j is written", (text, groups) => {
  expect(formatIpv6(groups)).toBe(text);
  expect(parseIpv6(text)).toEqual(groups);
});

test("the first of two runs of zeros that are as long is left out", () => {
  expect(formatIpv6([1, 0, 0, 2, 0, 0, 3, 4])).toBe("1::2:0:0:3:4");
});

test("one :: may stand for a single group of zeros", () => {
  expect(parseIpv6("1:2:3::5:6:7:8")).toEqual([1, 2, 3, 0, 5, 6, 7, 8]);
});

test.each([
  "",
  ":",
  "1",
  "1:2:3:4:5:6:7",
  "1:2:3:4:5:6:7:8:9",
  "1:2:3:4::5:6:7:8",
  "1::2::3",
  "12345::",
  "g::",
  "1:::2",
  "::1.2.3",
  "::1.2.3.256",
  "::1.2.3.4:5",
  "fe80::1%vtnet0",
])("%j is no IPv6 address", (text) => {
  expect(parseIpv6(text)).toBeUndefined();
});
