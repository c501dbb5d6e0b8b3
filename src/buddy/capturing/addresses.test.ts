/** Addresses as people write them in filters. */
import { expect, test } from "bun:test";
import { isIPv4, isIPv6 } from "node:net";
import fc from "fast-check";
import { ipBytes, isIn, macBytes, netIn } from "./addresses.ts";

test("exactly what is an IP address is taken for one", () => {
  const part = fc.constantFrom(
    "fd00",
    "0",
    "1",
    ":",
    "::",
    ".",
    "10",
    "255",
    "256",
    "g",
    "12345",
    "",
  );
  fc.assert(
    fc.property(
      fc.array(part, { maxLength: 12 }).map((parts) => parts.join("")),
      (text) => {
        // Leading zeros mean octal numbers to some, and are no fault to others.
        fc.pre(!/(^|\.)0\d/.test(text));
        expect([text, ipBytes(text) !== undefined]).toEqual([text, isIPv4(text) || isIPv6(text)]);
      },
    ),
    { numRuns: 2000 },
  );
});

test.each([
  ["::", "00".repeat(16)],
  ["fd00::1", `fd00${"00".repeat(13)}01`],
  ["::ffff:10.0.0.1", "00000000000000000000ffff0a000001"],
  ["1:2:3:4:5:6:7:8", "00010002000300040005000600070008"],
  ["10.0.0.1", "0a000001"],
])("%s is these bytes", (text, bytes) => {
  expect(Buffer.from(ipBytes(text)!).toString("hex")).toBe(bytes);
});

test("a MAC address is read with colons or dashes, and with one digit", () => {
  expect(macBytes("0:1:2:a:b:ff")).toEqual(Uint8Array.of(0, 1, 2, 10, 11, 255));
  expect(macBytes("58-9C-FC-00-00-01")).toEqual(Uint8Array.of(0x58, 0x9c, 0xfc, 0, 0, 1));
  for (const none of [
    "",
    "58:9c:fc:00:00",
    "58:9c:fc:00:00:01:02",
    "58:9c:fc:00:00:0g",
    "589cfc000001",
  ])
    expect(macBytes(none)).toBeUndefined();
});

test("an address is in a network by the bits that count, and in none of the other family", () => {
  const inside = (address: string, net: string) => isIn(ipBytes(address), netIn(net)!);
  expect(inside("10.255.0.1", "10.0.0.0/8")).toBe(true);
  expect(inside("10.0.0.129", "10.0.0.128/25")).toBe(true);
  expect(inside("10.0.0.127", "10.0.0.128/25")).toBe(false);
  expect(inside("11.0.0.1", "0.0.0.0/0")).toBe(true);
  expect(inside("fd00::1", "0.0.0.0/0")).toBe(false);
  expect(inside("fd00::1", "fd00::1/128")).toBe(true);
  expect(netIn("10.0.0.0/33")).toBeUndefined();
  expect(netIn("10.0.0.0")).toBeUndefined();
});
