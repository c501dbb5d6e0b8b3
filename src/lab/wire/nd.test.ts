/** Neighbour discovery's messages and their options (RFC 4861). */
import { expect, test } from "bun:test";
import fc from "fast-check";
import {
  encodeNd,
  type NdMessage,
  NEIGHBOR_ADVERTISEMENT,
  NEIGHBOR_SOLICITATION,
  ROUTER_ADVERTISEMENT,
  ROUTER_SOLICITATION,
  readNd,
} from "./nd.ts";

const six = fc.uint8Array({ minLength: 6, maxLength: 6 });
const ether = fc.option(six, { nil: undefined });
const target = fc
  .array(fc.nat(0xffff), { minLength: 8, maxLength: 8 })
  .filter(([first]) => first! < 0xff00);
const long = fc.nat(0xffff_ffff);
const prefix = fc.record({
  prefix: target,
  length: fc.nat(128),
  onLink: fc.boolean(),
  autonomous: fc.boolean(),
  valid: long,
  preferred: long,
});
const messages: fc.Arbitrary<NdMessage> = fc.oneof(
  fc.record({
    type: fc.constant(NEIGHBOR_SOLICITATION),
    ...{ target, ether, nonce: fc.option(six, { nil: undefined }) },
  }),
  fc.record({
    type: fc.constant(NEIGHBOR_ADVERTISEMENT),
    ...{ target, ether, router: fc.boolean(), solicited: fc.boolean(), override: fc.boolean() },
  }),
  fc.record({ type: fc.constant(ROUTER_SOLICITATION), ether }),
  fc.record({
    type: fc.constant(ROUTER_ADVERTISEMENT),
    ...{ hopLimit: fc.nat(255), flags: fc.nat(255), lifetime: fc.nat(0xffff), ether },
    ...{ mtu: long, prefixes: fc.array(prefix, { maxLength: 4 }) },
  }),
);

test("a message of neighbour discovery is read back, and options that are not known are passed over", () => {
  fc.assert(
    fc.property(messages, fc.integer({ min: 1, max: 3 }), (message, length) => {
      const bytes = encodeNd(message);
      expect(bytes.length % 8).toBe(0);
      expect(readNd(bytes)).toEqual(message);
      const more = new Uint8Array(bytes.length + length * 8);
      more.set(bytes);
      more.set([253, length], bytes.length);
      expect(readNd(more)).toEqual(message);
    }),
  );
});

test("a message with a damaged option, a group for its target or another code is not believed", () => {
  fc.assert(
    fc.property(messages, (message) => {
      const bytes = encodeNd(message);
      const empty = new Uint8Array(bytes.length + 8);
      empty.set(bytes);
      expect(readNd(empty)).toBeUndefined();
      bytes[1] = 1;
      expect(readNd(bytes)).toBeUndefined();
    }),
  );
  const target = [0xff02, 0, 0, 0, 0, 0, 0, 1];
  const asked = { type: NEIGHBOR_SOLICITATION, target, ether: undefined, nonce: undefined };
  expect(readNd(encodeNd({ ...asked, type: NEIGHBOR_SOLICITATION }))).toBeUndefined();
});

test("any bytes are read or refused", () => {
  const types = fc.integer({ min: 133, max: 136 });
  fc.assert(
    fc.property(types, fc.uint8Array({ maxLength: 90 }), (type, bytes) => {
      readNd(Uint8Array.of(type, 0, ...bytes));
    }),
  );
});
