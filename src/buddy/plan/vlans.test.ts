/** What is told of a bridge on a VLAN whose NIC has a bridge, too. */
import { expect, test } from "bun:test";
import { seenOf } from "../../../test/support/seen.ts";
import { cutOffVlans, vlanNotes } from "./vlans.ts";

const vlan7 =
  "vtnet0.7: flags=8843<UP> metric 0 mtu 1500\n\tether 52:54:00:00:00:10\n\tgroups: vlan\n\tvlan: 7 vlanproto: 802.1q vlanpcp: 0 parent interface: vtnet0\n";
const { interfaces } = seenOf({ interfaces: [vlan7] });
const bridge = (name: string, on: string, { uplink = false, upper = true } = {}) => ({
  name,
  interface: on,
  uplink,
  upper,
});

test("without its upper hook the NIC's bridge cuts a VLAN's bridge off, however the VLAN is written", () => {
  for (const on of ["vtnet0.7", "vtnet0_7"]) {
    const bridges = [bridge("public", "vtnet0", { upper: false }), bridge("dmz", on)];
    expect(cutOffVlans(bridges, interfaces)).toEqual([
      "bridge dmz is on vtnet0.7, a VLAN of vtnet0, and gets nothing from outside while ngbuddy_public_upper is NO; set it to YES, then: ngbuddy restart",
    ]);
  }
});

test("on uplink hooks nothing is cut off, and guests of the NIC's bridge see the VLAN's broadcasts", () => {
  const bridges = [bridge("dmz", "vtnet0.7"), bridge("public", "vtnet0", { uplink: true })];
  expect(vlanNotes(bridges, interfaces)).toEqual([
    "bridge dmz is on vtnet0.7, a VLAN of vtnet0: guests of bridge public, which is on vtnet0 itself, see broadcasts of that VLAN, with their tag",
  ]);
});

test("with plain hooks nothing is cut off, and guests of the NIC's bridge see the VLAN", () => {
  const bridges = [bridge("dmz", "vtnet0.7"), bridge("public", "vtnet0")];
  expect(cutOffVlans(bridges, interfaces)).toEqual([]);
  expect(vlanNotes(bridges, interfaces)).toEqual([
    "bridge dmz is on vtnet0.7, a VLAN of vtnet0: guests of bridge public, which is on vtnet0 itself, see frames of that VLAN, with their tag",
  ]);
});

test("nothing is told where the NIC has no bridge, or nothing is known of interfaces", () => {
  expect(vlanNotes([bridge("dmz", "vtnet0.7"), bridge("lan", "vtnet1")], interfaces)).toEqual([]);
  expect(vlanNotes([bridge("dmz", "vtnet0.7"), bridge("public", "vtnet0")], undefined)).toEqual([]);
});
