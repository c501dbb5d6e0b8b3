/** ARP requests and replies (RFC 826). */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { ARP_REPLY, ARP_REQUEST, arpFrame, readArp } from "./arp.ts";

const address = fc.integer({ min: 0, max: 0xffffffff });
const ether = fc.uint8Array({ minLength: 6, maxLength: 6 });

describe("a frame of ARP", () => {
  test("is read back", () => {
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
});
