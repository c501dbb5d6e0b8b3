/** The checksum of IP, ICMP and UDP (RFC 1071). */
import { describe, expect, test } from "bun:test";
import { checksum } from "./checksum.ts";

describe("the internet checksum", () => {
  test("is that of RFC 1071's example", () => {
    const bytes = Uint8Array.from([0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7]);
    expect(checksum(bytes, 0, bytes.length)).toBe(~0xddf2 & 0xffff);
    expect(checksum(Uint8Array.from([0xff]), 0, 1)).toBe(0x00ff);
    expect(checksum(new Uint8Array(65535).fill(0xff), 0, 65535)).toBe(0x00ff);
  });
});
