/** IPv6 packets, whole and in pieces (RFC 8200). */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Reassembly } from "../net/reassembly.ts";
import { fragments6, hopped, ip6Packet, MIN_MTU6, type ReceivedPacket6, readIp6 } from "./ip6.ts";

const address = fc.array(fc.nat(0xffff), { minLength: 8, maxLength: 8 });
const header = fc.record({
  source: address,
  destination: address,
  protocol: fc.constantFrom(6, 17, 58, 112),
  hopLimit: fc.integer({ min: 1, max: 255 }),
});

describe("a packet of IPv6", () => {
  test("is read back, with or without padding, and loses a hop", () => {
    fc.assert(
      fc.property(header, fc.uint8Array({ maxLength: 100 }), fc.nat(20), (said, payload, more) => {
        const packet = ip6Packet(said, payload);
        const padded = new Uint8Array(packet.length + more);
        padded.set(packet);
        const read = { ...said, payload, offset: 0, more: false, id: 0 };
        expect(readIp6(padded)).toEqual(read);
        expect(readIp6(hopped(packet))?.hopLimit).toBe(said.hopLimit - 1);
        expect(readIp6(packet.subarray(0, packet.length - 1))).toBeUndefined();
      }),
    );
  });

  test("is whole again after fragmentation, in any order, and each piece fits", () => {
    const sizes = fc.uint8Array({ minLength: 1000, maxLength: 5000 });
    fc.assert(
      fc.property(header, sizes, fc.integer({ min: MIN_MTU6, max: 1500 }), (said, payload, mtu) => {
        const packet = ip6Packet(said, payload);
        const parts = fragments6(packet, mtu, 77);
        expect(parts.every((part) => part.length <= mtu)).toBe(true);
        const reassembly = new Reassembly<ReceivedPacket6>();
        const whole = parts.reverse().map((part) => reassembly.add(readIp6(part)!));
        expect(whole.pop()).toMatchObject({ ...said, payload });
        expect(whole.every((one) => one === undefined)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  test("is read behind hop-by-hop and destination options", () => {
    const said = { source: [1, 0, 0, 0, 0, 0, 0, 2], destination: [3, 0, 0, 0, 0, 0, 0, 4] };
    const options = [60, 0, 1, 4, 0, 0, 0, 0, 58, 0, 1, 4, 0, 0, 0, 0];
    const bytes = Uint8Array.of(...options, 9, 9);
    const packet = ip6Packet({ ...said, protocol: 0, hopLimit: 5 }, bytes);
    expect(readIp6(packet)).toMatchObject({ protocol: 58, payload: Uint8Array.of(9, 9) });
  });

  test("of any bytes is read or refused", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 40, maxLength: 120 }), (bytes) => {
        bytes[0] = 0x60;
        bytes[4] = 0;
        readIp6(bytes);
      }),
    );
  });
});
