import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Reassembly } from "../net/reassembly.ts";
import { ARP_REPLY, ARP_REQUEST, arpFrame, readArp } from "./arp.ts";
import { checksum } from "./checksum.ts";
import { ACK, decodeDhcp, encodeDhcp } from "./dhcp.ts";
import { tagged, untagged, vlanOf } from "./ethernet.ts";
import { answerEcho, ECHO_REPLY, ECHO_REQUEST, echoMessage, readEcho } from "./icmp.ts";
import { fragments, ipPacket, readIp } from "./ip.ts";
import { readUdp, udpPacket } from "./udp.ts";

const address = fc.integer({ min: 0, max: 0xffffffff });
const ether = fc.uint8Array({ minLength: 6, maxLength: 6 });
const word = fc.integer({ min: 0, max: 0xffff });
const header = fc.record({
  source: address,
  destination: address,
  protocol: fc.integer({ min: 0, max: 255 }),
  ttl: fc.integer({ min: 0, max: 255 }),
  id: word,
});

describe("packets", () => {
  test("have the checksum of RFC 1071's example", () => {
    const bytes = Uint8Array.from([0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7]);
    expect(checksum(bytes, 0, bytes.length)).toBe(~0xddf2 & 0xffff);
    expect(checksum(Uint8Array.from([0xff]), 0, 1)).toBe(0x00ff);
    expect(checksum(new Uint8Array(65535).fill(0xff), 0, 65535)).toBe(0x00ff);
  });

  test("of ARP are read back", () => {
    fc.assert(
      fc.property(ether, address, address, ether, (from, ours, theirs, to) => {
        const request = arpFrame(ARP_REQUEST, from, ours, theirs);
        expect(request.length).toBe(42);
        expect(request.subarray(0, 6)).toEqual(new Uint8Array(6).fill(255));
        const reply = arpFrame(ARP_REPLY, from, ours, theirs, to);
        expect(reply.subarray(0, 6)).toEqual(to);
        expect(readArp(reply)).toEqual({
          operation: ARP_REPLY,
          senderEther: from,
          senderAddress: ours,
          targetEther: to,
          targetAddress: theirs,
        });
      }),
    );
  });

  test("of IPv4 are read back, with or without padding", () => {
    fc.assert(
      fc.property(header, fc.uint8Array({ maxLength: 100 }), fc.nat(20), (head, payload, more) => {
        const packet = ipPacket(head, payload);
        const padded = new Uint8Array(packet.length + more);
        padded.set(packet);
        expect(readIp(padded)).toEqual({ ...head, payload, offset: 0, more: false });
      }),
    );
  });

  test("of IPv4 that were damaged in the header are not taken", () => {
    const head = { source: 1, destination: 2, protocol: 1, ttl: 64, id: 3 };
    fc.assert(
      fc.property(fc.nat(19), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const packet = ipPacket(head, new Uint8Array(8));
        packet[at]! ^= change;
        expect(readIp(packet)).toBeUndefined();
      }),
    );
  });

  test("are whole again after fragmentation, in any order", () => {
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

  test("that never become whole do not pile up", () => {
    const reassembly = new Reassembly();
    const first = (id: number) =>
      readIp(
        fragments(
          ipPacket({ source: 1, destination: 2, protocol: 1, ttl: 1, id }, new Uint8Array(3000)),
          1500,
        )[0]!,
      )!;
    for (let id = 0; id < 1000; id++) expect(reassembly.add(first(id))).toBeUndefined();
    expect(Reflect.get(reassembly, "partials").size).toBe(64);
  });

  test("of ICMP echo are answered with the same data", () => {
    fc.assert(
      fc.property(word, word, fc.uint8Array({ maxLength: 100 }), (id, sequence, data) => {
        const request = echoMessage({ type: ECHO_REQUEST, id, sequence, data });
        const answer = answerEcho(request);
        expect(readEcho(answer!)).toEqual({ type: ECHO_REPLY, id, sequence, data });
        expect(answerEcho(answer!)).toBeUndefined();
        request[0] = 13;
        expect(readEcho(request)).toBeUndefined();
      }),
    );
  });

  test("of UDP and DHCP are read back", () => {
    fc.assert(
      fc.property(address, ether, address, (transaction, client, yours) => {
        const message = { type: ACK, transaction, client, yours, mask: 0xffffff00, lease: 60 };
        const datagram = { sourcePort: 67, destinationPort: 68, data: encodeDhcp(message) };
        const read = readUdp(readIp(udpPacket(1, 2, datagram))!);
        expect(read).toEqual(datagram);
        expect(decodeDhcp(read!.data)).toMatchObject(message);
      }),
    );
  });

  test("of any bytes are read or refused, and never crash a reader", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        readArp(bytes);
        readEcho(bytes);
        decodeDhcp(bytes);
        const packet = readIp(bytes);
        if (packet !== undefined) readUdp(packet);
      }),
    );
  });

  test("get an 802.1Q tag and lose it again", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 14, maxLength: 60 }),
        fc.integer({ min: 1, max: 4094 }),
        (frame, vlan) => {
          const withTag = tagged(frame, vlan);
          expect(vlanOf(withTag)).toBe(vlan);
          expect(untagged(withTag)).toEqual(frame);
        },
      ),
    );
  });
});
