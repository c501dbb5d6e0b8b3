/** struct sockaddr_ng, byte by byte. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { decodeAddress, encodeAddress, MAX_ADDRESS } from "./sockaddr.ts";

test("a path is behind its length and the family, with a NUL at its end", () => {
  expect([...encodeAddress("a:")]).toEqual([5, 32, 0x61, 0x3a, 0]);
  expect(encodeAddress("x".repeat(MAX_ADDRESS))[0]).toBe(255);
});

test("every path is read as it was written", () => {
  const path = fc
    .uint8Array({ maxLength: MAX_ADDRESS })
    .map((bytes) => String.fromCharCode(...bytes.filter((byte) => byte !== 0)));
  fc.assert(
    fc.property(path, (text) => {
      expect(decodeAddress(encodeAddress(text))).toBe(text);
    }),
  );
});

test("a path ends with its NUL or with the bytes", () => {
  expect(decodeAddress(Uint8Array.of(9, 32, 0x61, 0, 0x62))).toBe("a");
  expect(decodeAddress(Uint8Array.of(4, 32, 0x61, 0x62))).toBe("ab");
  expect(decodeAddress(Uint8Array.of(2, 32))).toBe("");
});
