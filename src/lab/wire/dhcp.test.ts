/** DHCP messages in UDP datagrams (RFC 768, RFC 2131). */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { ACK, decodeDhcp, encodeDhcp } from "./dhcp.ts";
import { readIp } from "./ip.ts";
import { readUdp, udpPacket } from "./udp.ts";

const address = fc.integer({ min: 0, max: 0xffffffff });
const ether = fc.uint8Array({ minLength: 6, maxLength: 6 });

describe("a message of DHCP", () => {
  test("that lists several routers has them all, the best one first", () => {
    const message = {
      type: ACK,
      transaction: 1,
      client: new Uint8Array(6),
      yours: 1,
      routers: [7],
    };
    const bytes = encodeDhcp(message);
    const [code, length] = [240 + 3, 240 + 4];
    expect([...bytes.subarray(code, code + 6)]).toEqual([3, 4, 0, 0, 0, 7]);
    bytes.set([0, 0, 0, 8, 0, 0, 0, 9, 255], length + 1);
    bytes[length] = 8;
    expect(decodeDhcp(bytes)?.routers).toEqual([8, 9]);
  });

  test("names a domain only when it can be one, however its server ends it", () => {
    const message = { type: ACK, transaction: 1, client: new Uint8Array(6), yours: 1 };
    const read = (domain: string) => decodeDhcp(encodeDhcp({ ...message, domain }))?.domain;
    expect(read("lan.example\0")).toBe("lan.example");
    for (const text of ["a b", "a\nnameserver 6.6.6.6", "\x1b[2J", ""])
      expect(read(text)).toBeUndefined();
  });

  test("in a datagram of UDP is read back", () => {
    fc.assert(
      fc.property(address, ether, address, (transaction, client, yours) => {
        const message = {
          type: ACK,
          transaction,
          client,
          yours,
          mask: 0xffffff00,
          routers: [9],
          nameServers: [yours, 7],
          domain: "lan.example",
          lease: 60,
        };
        const datagram = { sourcePort: 67, destinationPort: 68, data: encodeDhcp(message) };
        const read = readUdp(readIp(udpPacket(1, 2, datagram))!);
        expect(read).toEqual(datagram);
        expect(decodeDhcp(read!.data)).toMatchObject(message);
      }),
    );
  });
});
