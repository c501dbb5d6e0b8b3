/** Socket addresses as the lab's kernel writes them, against FreeBSD's headers. */
import { expect, test } from "bun:test";
import {
  netmask4,
  netmask6,
  OWN_LINK_LENGTH,
  sockaddrDl,
  sockaddrIn,
  sockaddrIn6,
} from "./sockaddrs.ts";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

test("an IPv4 address is a struct sockaddr_in, in network order", () => {
  expect(hex(sockaddrIn(0x0a00_02ff))).toBe(`10020000${"0a0002ff"}${"00".repeat(8)}`);
});

test("an IPv6 address is a struct sockaddr_in6, with its scope behind it", () => {
  expect(hex(sockaddrIn6([0xfe80, 0, 0, 0, 0, 0, 0, 0x102], 7))).toBe(
    `1c1c000000000000${"fe80"}${"00".repeat(12)}010207000000`,
  );
});

test("netmasks are as long as their prefix", () => {
  expect([0, 1, 24, 32].map((prefix) => hex(netmask4(prefix).subarray(4, 8)))).toEqual([
    "00000000",
    "80000000",
    "ffffff00",
    "ffffffff",
  ]);
  expect([0, 1, 65, 128].map((prefix) => hex(netmask6(prefix).subarray(8, 24)))).toEqual([
    "0".repeat(32),
    `8${"0".repeat(31)}`,
    `${"f".repeat(16)}8${"0".repeat(15)}`,
    "f".repeat(32),
  ]);
});

test("a link-level address has the interface's name before its address, and its length or more", () => {
  const address = Uint8Array.of(2, 0, 0, 0, 0, 1);
  expect(hex(sockaddrDl({ index: 258, type: 6, name: "em0", address }))).toBe(
    `361202010603060${"0"}${"656d30"}020000000001${"00".repeat(37)}`,
  );
  expect(sockaddrDl({ index: 1, type: 6, length: OWN_LINK_LENGTH })[0]).toBe(56);
});
