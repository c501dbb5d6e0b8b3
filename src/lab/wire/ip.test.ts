/** IPv4 packets and their fragments (RFC 791). */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Reassembly } from "../net/reassembly.ts";
import { fragments, ipPacket, readIp } from "./ip.ts";

const address = fc.integer({ min: 0, max: 0xffffffff });
const word = fc.integer({ min: 0, max: 0xffff });
const header = fc.record({
  source: address,
  destination: address,
  protocol: fc.integer({ min: 0, max: 255 }),
  ttl: fc.integer({ min: 0, max: 255 }),
  id: word,
  tos: fc.integer({ min: 0, max: 255 }),
  dontFragment: fc.boolean(),
});

describe("a packet of IPv4", () => {
  test("is read back, with or without padding", () => {
    fc.assert(
      fc.property(header, fc.uint8Array({ maxLength: 100 }), fc.nat(20), (head, payload, more) => {
        const packet = ipPacket(head, payload);
        const padded = new Uint8Array(packet.length + more);
        padded.set(packet);
        expect(readIp(padded)).toEqual({ ...head, payload, offset: 0, more: false });
      }),
    );
  });

  test("that was damaged in the header is not taken", () => {
    const head = { source: 1, destination: 2, protocol: 1, ttl: 64, id: 3 };
    fc.assert(
      fc.property(fc.nat(19), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const packet = ipPacket(head, new Uint8Array(8));
        packet[at]! ^= change;
        expect(readIp(packet)).toBeUndefined();
      }),
    );
  });

  test("is whole again after fragmentation, in any order", () => {
    const sizes = fc.integer({ min: 0, max: 5000 });
    const mtus = fc.integer({ min: 68, max: 1500 });
    fc.assert(
      fc.property(header, sizes, mtus, fc.func(fc.integer()), (head, size, mtu, order) => {
        const payload = Uint8Array.from({ length: size }, (_, index) => index * 7);
        const parts = fragments(ipPacket(head, payload), mtu);
        for (const part of parts) expect(part.length).toBeLessThanOrEqual(mtu);
        const shuffled = parts.map((part, index) => ({ part, key: order(index) }));
        shuffled.sort((a, b) => a.key - b.key);
        const reassembly = new Reassembly();
        const whole = shuffled.flatMap(({ part }) => reassembly.add(readIp(part)!) ?? []);
        expect(whole.map((packet) => packet.payload)).toEqual([payload]);
      }),
      { numRuns: 30 },
    );
  });
});
