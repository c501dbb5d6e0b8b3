import { expect, test } from "bun:test";
import fc from "fast-check";
import {
  type Advertisement,
  authenticatorOf,
  carpEther,
  decodeAdvertisement,
  encodeAdvertisement,
  isForCarp,
} from "./carp.ts";

const byte = fc.integer({ min: 0, max: 255 });
const advertisement: fc.Arbitrary<Advertisement> = fc.record({
  vhid: fc.integer({ min: 1, max: 255 }),
  advbase: byte,
  advskew: byte,
  counter: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  authenticator: fc.uint8Array({ minLength: 20, maxLength: 20 }),
});

test("an advertisement is read as it was written", () => {
  fc.assert(
    fc.property(advertisement, (made) => {
      expect(decodeAdvertisement(encodeAdvertisement(made))).toEqual(made);
    }),
  );
});

test("a damaged or cut advertisement is not believed", () => {
  fc.assert(
    fc.property(advertisement, fc.nat(35), fc.integer({ min: 1, max: 255 }), (made, at, change) => {
      const bytes = encodeAdvertisement(made);
      expect(decodeAdvertisement(bytes.subarray(0, at))).toBeUndefined();
      bytes[at]! ^= change;
      expect(decodeAdvertisement(bytes)).toBeUndefined();
    }),
  );
});

test("an advertisement has the bytes that ip_carp.h says", () => {
  const bytes = encodeAdvertisement({
    vhid: 1,
    advbase: 1,
    advskew: 100,
    counter: 1n,
    authenticator: new Uint8Array(20),
  });
  expect(bytes.length).toBe(36);
  expect([...bytes.subarray(0, 6)]).toEqual([0x21, 1, 100, 7, 0, 1]);
  expect(bytes[15]).toBe(1);
});

test("who has another password, virtual host, address or counter signs otherwise; the order of addresses is no matter", () => {
  const signed = {
    key: Buffer.from("x"),
    vhid: 1,
    addresses: [1, 2],
    addresses6: [[0xfe80, 0, 0, 0, 0, 0, 0, 1]],
    counter: 5n,
  };
  const same = authenticatorOf({ ...signed, addresses: [2, 1] });
  expect(authenticatorOf(signed)).toEqual(same);
  const others = [
    { key: Buffer.from("y") },
    { vhid: 2 },
    { addresses: [1] },
    { addresses6: [] },
    { counter: 6n },
  ];
  for (const other of others) expect(authenticatorOf({ ...signed, ...other })).not.toEqual(same);
});

test("a virtual host's Ethernet address is told from others", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 255 }), (vhid) => {
      expect(isForCarp(carpEther(vhid))).toBe(true);
    }),
  );
  expect(isForCarp(Uint8Array.of(0x58, 0x9c, 0xfc, 0x10, 1, 1))).toBe(false);
});
