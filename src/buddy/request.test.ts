/** What requests need to know of a host. */
import { describe, expect, test } from "bun:test";
import { wantedBy } from "../../test/support/seen.ts";
import { needsOfAll, needsOfGuests } from "./request.ts";

test("all that rc.conf names may have to be made, and every link is numbered by the others", () => {
  const wanted = wantedBy("lan_if=vtnet0", "lan_list='a b'", "priv_if=ng0");
  expect(needsOfAll(wanted)).toEqual({
    nodes: "all",
    hooks: ["lan", "priv"],
    everyBridge: "few",
    nics: ["vtnet0", "ng0"],
    eifaces: ["vtnet0", "a", "b", "ng0"],
    interfaces: true,
    types: true,
    lacking: true,
  });
});

describe("one eiface", () => {
  const rc = ["lan_if=vtnet0", "priv_if=ng0"];

  test("takes its own node and the bridges', however many others there are", () => {
    expect(needsOfGuests(wantedBy(...rc), false, ["a"], "dmz")).toMatchObject({
      nodes: ["a", "lan", "priv", "dmz"],
      eifaces: ["a"],
      interfaces: false,
    });
    expect(needsOfGuests(wantedBy(...rc), false, ["a"], undefined).nodes).toEqual([
      "a",
      "lan",
      "priv",
    ]);
  });

  test("takes the host's interfaces only where a name or an address may be taken", () => {
    const needs = (shown: boolean, ...more: string[]) =>
      needsOfGuests(wantedBy(...rc, ...more), shown, ["a"], undefined).interfaces;
    expect(needs(false)).toBe(false);
    expect(needs(true)).toBe(true);
    expect(needs(false, "set_mac=YES")).toBe(true);
    expect(needs(false, "ifconfig_a='ether 02:00:00:00:00:0a'")).toBe(true);
  });

  test("takes those that rc.conf gives the same address, which may be in jails", () => {
    const ether = "ether 02:00:00:00:00:0a";
    const wanted = wantedBy(
      ...rc,
      `ifconfig_a='${ether}'`,
      `ifconfig_b='${ether}'`,
      "ifconfig_c='up'",
    );
    expect(needsOfGuests(wanted, false, ["a"], undefined).nodes).toEqual(["a", "lan", "priv", "b"]);
  });
});
