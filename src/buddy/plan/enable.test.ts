/** `enable` and `disable`: what is written into rc.conf. */
import { describe, expect, test } from "bun:test";
import { both, itPlans, planned } from "../../../test/support/plans.ts";
import { planEnable } from "./enable.ts";

itPlans([
  [
    "enable twice changes nothing",
    [...both, "enable=YES"],
    {},
    planEnable,
    [],
    ["ngbuddy_enable: YES -> YES"],
  ],
]);

describe("enable", () => {
  test("puts the public bridge where the default route leaves", () => {
    const { steps } = planned([], { defaultRoute: "vtnet1" }, planEnable);
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
    const { notes } = planned([], { defaultRoute: "bridge0", interfaces: [bridge0] }, planEnable);
    expect(notes).toEqual([
      "the default route leaves by bridge0, an if_bridge(4) of vtnet0; to bridge its member instead: sysrc ngbuddy_public_if=vtnet0",
    ]);
  });

  test("does not put a bridge on a tunnel that the default route leaves by", () => {
    const tun0 = "tun0: flags=8051<UP> metric 0 mtu 1500\n\tinet 10.8.0.2 --> 10.8.0.1\n";
    const { steps, notes } = planned([], { defaultRoute: "tun0", interfaces: [tun0] }, planEnable);
    expect(steps[0]!.description).not.toContain("public");
    expect(notes).toEqual([
      "the default route leaves by tun0, which is no Ethernet interface, so no public bridge was added; to add one: ngbuddy bridge public INTERFACE",
    ]);
  });

  test("without a default route there is a private bridge only", () => {
    const { steps, notes } = planned([], {}, planEnable);
    expect(steps[0]!.description).not.toContain("public");
    expect(notes[0]).toContain("no default route");
  });
});
