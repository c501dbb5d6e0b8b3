/** What goes for the packets of all protocols. */
import { test } from "bun:test";
import fc from "fast-check";
import { readArp } from "./arp.ts";
import { decodeDhcp } from "./dhcp.ts";
import { readEcho } from "./icmp.ts";
import { readIp } from "./ip.ts";
import { readUdp } from "./udp.ts";

test("packets of any bytes are read or refused, and never crash a reader", () => {
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
