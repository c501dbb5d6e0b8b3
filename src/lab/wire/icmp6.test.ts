/** ICMPv6's messages (RFC 4443). */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  checksum6,
  ECHO_REPLY6,
  ECHO_REQUEST6,
  echoMessage6,
  errorMessage6,
  PACKET_TOO_BIG,
  readEcho6,
  readError6,
  TIME_EXCEEDED6,
  withChecksum6,
} from "./icmp6.ts";
import { ip6Packet, MIN_MTU6, PROTOCOL_ICMP6 } from "./ip6.ts";

const word = fc.nat(0xffff);
const address = fc.array(word, { minLength: 8, maxLength: 8 });

describe("a message of ICMPv6", () => {
  test("carries a checksum that is right for its ends alone", () => {
    const message = fc.uint8Array({ minLength: 8, maxLength: 101 });
    fc.assert(
      fc.property(address, address, message, fc.nat(7), (source, destination, bytes, at) => {
        withChecksum6(source, destination, bytes);
        expect(checksum6(source, destination, bytes)).toBe(0);
        // All bits of a word set are as good as none.
        const other = source.with(at, source[at]! < 0xfffe ? source[at]! + 1 : 1);
        expect(checksum6(other, destination, bytes)).not.toBe(0);
      }),
    );
  });

  test("has the checksum of a message that was captured: a neighbour solicitation", () => {
    // RFC 4861's form between fe80::1 and ff02::1:ff00:2, summed by hand.
    const source = [0xfe80, 0, 0, 0, 0, 0, 0, 1];
    const destination = [0xff02, 0, 0, 0, 0, 1, 0xff00, 2];
    const words = [0x8700, 0, 0, 0, 0xfe80, 0, 0, 0, 0, 0, 0, 2];
    const sum = [...source, ...destination, 24, PROTOCOL_ICMP6, ...words].reduce((a, b) => a + b);
    const bytes = Uint8Array.from(words.flatMap((one) => [one >> 8, one & 255]));
    expect(checksum6(source, destination, bytes)).toBe(~((sum & 0xffff) + (sum >> 16)) & 0xffff);
  });

  test("of echo is read back, and nothing else is taken for one", () => {
    const types = fc.constantFrom(ECHO_REQUEST6, ECHO_REPLY6);
    const data = fc.uint8Array({ maxLength: 100 });
    fc.assert(
      fc.property(types, word, word, data, (type, id, sequence, bytes) => {
        const message = echoMessage6({ type, id, sequence, data: bytes });
        expect(readEcho6(message)).toEqual({ type, id, sequence, data: bytes });
        message[0] = 135;
        expect(readEcho6(message)).toBeUndefined();
      }),
    );
  });

  test("about a packet quotes as much of it as fits the smallest link, and none is sent about another one or a group", () => {
    const ends = { source: [0xfd00, 0, 0, 0, 0, 0, 0, 1], hopLimit: 1 };
    const destination = [0xfd00, 0, 0, 0, 0, 0, 0, 2];
    const packet = ip6Packet({ ...ends, destination, protocol: 17 }, new Uint8Array(2000));
    const message = errorMessage6(packet, { type: PACKET_TOO_BIG, code: 0, mtu: 1400 })!;
    expect(message.length + 40).toBe(MIN_MTU6);
    expect(readError6(message)).toMatchObject({ type: PACKET_TOO_BIG, code: 0, mtu: 1400 });
    const about = { type: TIME_EXCEEDED6, code: 0, mtu: 0 };
    const answer = ip6Packet({ ...ends, destination, protocol: PROTOCOL_ICMP6 }, message);
    expect(errorMessage6(answer, about)).toBeUndefined();
    const group = [0xff02, 0, 0, 0, 0, 0, 0, 1];
    const toGroup = ip6Packet({ ...ends, destination: group, protocol: 17 }, new Uint8Array(8));
    expect(errorMessage6(toGroup, about)).toBeUndefined();
  });

  test("of any bytes is read or refused", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        readEcho6(bytes);
        readError6(bytes);
      }),
    );
  });
});
