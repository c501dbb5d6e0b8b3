/** VLAN tags of Ethernet frames (IEEE 802.1Q). */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { tagged, untagged, vlanOf } from "./ethernet.ts";

describe("an Ethernet frame", () => {
  test("gets an 802.1Q tag and loses it again", () => {
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
