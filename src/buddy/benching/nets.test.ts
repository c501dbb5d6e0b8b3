/** The addresses of a measurement are nobody else's. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { ipBytes, isIn, netIn } from "../capturing/addresses.ts";
import { freePair } from "./nets.ts";

test("a host with other networks leaves the first of the range for measurements", () => {
  const first = { receiver: "198.18.0.1", sender: "198.18.0.2", bits: 30 };
  expect(freePair([])).toEqual(first);
  expect(freePair(["10.0.2.15/24", "fd00::1/64", "default", "link#1", "0.0.0.0/0"])).toEqual(first);
});

test.each([
  ["198.18.0.77/24", "198.18.1.1"],
  ["198.18.0.2", "198.18.1.1"],
  ["198.18.0.0/16", "198.19.0.1"],
])("where %s is in use, %s is taken", (taken, receiver) => {
  expect(freePair([taken])?.receiver).toBe(receiver);
});

test("where the whole range is in use there is nothing to take", () => {
  expect(freePair(["198.18.0.1/15"])).toBeUndefined();
  expect(freePair(["198.18.0.0/16", "198.19.0.0/16"])).toBeUndefined();
});

test("no network that is in use has one of the addresses", () => {
  const octet = fc.integer({ min: 0, max: 255 });
  const net = fc
    .tuple(fc.constantFrom(18, 19), octet, octet, fc.integer({ min: 14, max: 32 }))
    .map(([second, third, last, bits]) => `198.${second}.${third}.${last}/${bits}`);
  fc.assert(
    fc.property(fc.array(net, { maxLength: 8 }), (taken) => {
      const pair = freePair(taken);
      if (pair === undefined) return;
      for (const address of [pair.receiver, pair.sender])
        for (const one of taken)
          expect([one, isIn(ipBytes(address), netIn(one)!)]).toEqual([one, false]);
    }),
  );
});
