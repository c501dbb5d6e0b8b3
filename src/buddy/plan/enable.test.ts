/** `enable` and `disable`: what is written into rc.conf. */
import { describe, expect, test } from "bun:test";
import { both, itPlans, type Planner, planned } from "../../../test/support/plans.ts";
import { planEnable } from "./enable.ts";

const noSeed: Planner = (wanted, seen) => planEnable(wanted, seen, undefined);

itPlans([
  [
    "enable twice changes nothing",
    [...both, "enable=YES"],
    {},
    noSeed,
    [],
    ["ngbuddy_enable: YES -> YES"],
  ],
]);

describe("a seed of the host's own", () => {
  const seedIn = (rc: string[], seed: string | null | undefined) => {
    const plan = planned(rc, { defaultRoute: "vtnet1" }, (wanted, seen) =>
      planEnable(wanted, seen, seed),
    );
    return { text: JSON.stringify(plan.steps), notes: plan.notes };
  };

  test("is written where there is no interface yet, and no word on addresses", () => {
    expect(seedIn([], "abc").text).toContain('{"variable":"ngbuddy_set_mac","set":"abc"}');
    expect(seedIn([], undefined).text).not.toContain("set_mac");
  });

  test("is not written where interfaces have had their addresses, or somebody has decided", () => {
    for (const rc of [both, ["lan_list=a"], ["set_mac=NO"], ["set_mac="]])
      expect(seedIn(rc, "abc").text).not.toContain("set_mac");
  });

  test("that cannot be made of anything is said to be missing", () => {
    expect(seedIn([], null).notes).toEqual([
      'this host has neither a UUID nor a name to tell its interfaces\' addresses from those of other hosts by; to give it a text: sysrc ngbuddy_set_mac="TEXT"',
    ]);
  });
});

describe("enable", () => {
  test("puts the public bridge where the default route leaves", () => {
    const { steps } = planned([], { defaultRoute: "vtnet1" }, noSeed);
    expect(steps[0]!.do).toEqual({
      op: "rcconf",
      changes: [
        { variable: "ngbuddy_enable", set: "YES" },
        {
          variable: "ngbuddy_public_if",
          set: "vtnet1",
          says: "Adding default public and private bridges.",
        },
        { variable: "ngbuddy_private_if", set: "nghost0" },
      ],
    });
  });

  test("tells of an if_bridge(4) and offers its member", () => {
    const bridge0 =
      "bridge0: flags=8843<UP> metric 0 mtu 1500\n\tether 02:00:00:00:00:02\n\tmember: vtnet0 flags=143<>\n\tgroups: bridge\n";
    const { notes } = planned([], { defaultRoute: "bridge0", interfaces: [bridge0] }, noSeed);
    expect(notes).toEqual([
      "the default route leaves by bridge0, an if_bridge(4) of vtnet0; to have a bridge in its place: ngbuddy adopt --host bridge0",
    ]);
  });

  test("does not put a bridge on a tunnel that the default route leaves by", () => {
    const tun0 = "tun0: flags=8051<UP> metric 0 mtu 1500\n\tinet 10.8.0.2 --> 10.8.0.1\n";
    const { steps, notes } = planned([], { defaultRoute: "tun0", interfaces: [tun0] }, noSeed);
    expect(steps[0]!.description).not.toContain("public");
    expect(notes).toEqual([
      "the default route leaves by tun0, which is no Ethernet interface, so no public bridge was added; to add one: ngbuddy bridge public INTERFACE",
    ]);
  });

  test("without a default route there is a private bridge only", () => {
    const { steps, notes } = planned([], {}, noSeed);
    expect(steps[0]!.description).not.toContain("public");
    expect(notes[0]).toContain("no default route");
  });
});
