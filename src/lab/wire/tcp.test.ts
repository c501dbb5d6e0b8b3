import { expect, test } from "bun:test";
import fc from "fast-check";
import { ipPacket, readIp } from "./ip.ts";
import { PROTOCOL_TCP, readTcp, resetFor, type Segment, tcpSegment } from "./tcp.ts";

const word = fc.integer({ min: 0, max: 0xffff });
const long = fc.integer({ min: 0, max: 0xffffffff });
const segment: fc.Arbitrary<Segment> = fc.record({
  sourcePort: word,
  destinationPort: word,
  sequence: long,
  acknowledges: long,
  flags: fc.integer({ min: 0, max: 63 }),
  data: fc.uint8Array({ maxLength: 40 }),
});
const packetOf = (source: number, destination: number, made: Segment) =>
  ipPacket(
    { source, destination, protocol: PROTOCOL_TCP, ttl: 64, id: 1 },
    tcpSegment(source, destination, made),
  );

test("a segment of TCP is read as it was written, and not when it is damaged", () => {
  fc.assert(
    fc.property(long, long, segment, fc.nat(19), (source, destination, made, at) => {
      const packet = packetOf(source, destination, made);
      expect(readTcp(readIp(packet)!)).toEqual(made);
      packet[20 + at]! ^= 1;
      expect(readTcp(readIp(packet)!)).toBeUndefined();
    }),
  );
});

test("a segment is refused by a reset that its sender takes for an answer, and a reset by none", () => {
  fc.assert(
    fc.property(segment, (made) => {
      const reset = resetFor(packetOf(1, 2, made));
      expect(reset === undefined).toBe((made.flags & 4) !== 0);
      if (reset === undefined) return;
      const { source, destination, payload } = reset;
      const answer = readTcp({ protocol: PROTOCOL_TCP, source, destination, payload })!;
      expect([source, destination]).toEqual([2, 1]);
      expect(answer.flags & 4).toBe(4);
      expect(answer.destinationPort).toBe(made.sourcePort);
    }),
  );
});
