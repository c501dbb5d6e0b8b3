/** Interfaces that are not there: which of them must be real ones, and what is said of them. */
import { describe, expect, test } from "bun:test";
import { type Scene, seenOf, wantedBy } from "../../../test/support/seen.ts";
import { missingInterface } from "./missing.ts";

function missing(rc: string[], scene: Scene = {}): string | undefined {
  const wanted = wantedBy(...rc);
  return missingInterface(wanted, seenOf(scene), wanted.bridges[0]!);
}

describe("an interface that must be a real one is told with the reason and a remedy", () => {
  const table: [name: string, rc: string[], told: RegExp][] = [
    ["a driver's", ["x_if=em9"], /no interface em9 \(it has vtnet0, vtnet1\); for an eiface/],
    ["mistyped", ["x_if=vtnet9"], /no interface vtnet9 \(did you mean vtnet0\?\)/],
    ["with two letters in the wrong order", ["x_if=vtent1"], /\(did you mean vtnet1\?\)/],
    ["in capitals", ["x_if=VTNET1"], /\(did you mean vtnet1\?\)/],
    [
      "a VLAN",
      ["x_if=vtnet0.7"],
      /yet; first: ifconfig vtnet0\.7 create, and for good vlans_vtnet0="7" in rc\.conf$/,
    ],
    ["a VLAN as its node is called", ["x_if=vtnet0_7"], /first: ifconfig vtnet0\.7 create/],
    ["a VLAN of nothing", ["x_if=vtnet9.7"], /, nor vtnet9 for it to be on \(did you mean vtnet0/],
    [
      "one that rc.conf makes",
      ["x_if=v3", "vlans_vtnet0=v3"],
      /v3 yet, which rc\.conf makes \(vlans_vtnet0="v3"\); first: service netif start vtnet0;/,
    ],
    [
      "one that rc.conf speaks of and does not make",
      ["x_if=v3", "create_args_v3='vlan 3'"],
      /nothing makes it; add it to cloned_interfaces/,
    ],
    [
      "one that rc.conf renames",
      ["x_if=vtnet7", "ifconfig_vtnet7_name=wan"],
      /, since rc\.conf calls it wan; give the bridge that name/,
    ],
    [
      "with a dot, whatever it is",
      ["x_if=lan.x"],
      /no interface lan\.x \(it has vtnet0, vtnet1\)$/,
    ],
  ];
  test.each(table)("%s", (_, rc, told) => {
    expect(missing(rc)).toMatch(told);
  });

  test("with where rc.conf has it, and how an eiface of that name is meant", () => {
    expect(missing(["x_if=em9"])).toBe(
      'bridge x (/etc/rc.conf: 1): this host has no interface em9 (it has vtnet0, vtnet1); for an eiface of that name: ngbuddy_x_if="eiface:em9"',
    );
    const asked = { ...wantedBy("x_if=em9").bridges[0]!, name: "y" };
    expect(missingInterface(wantedBy(), seenOf({}), asked)).toEndWith(
      "for an eiface of that name: ngbuddy bridge y eiface:em9",
    );
  });
});

describe("nothing is missing", () => {
  const table: [name: string, rc: string[], scene: Scene][] = [
    ["where the interface is there", ["x_if=vtnet0"], {}],
    ["where an eiface is meant, whatever it is called", ["x_if=eiface:em9"], {}],
    ["where the name is like no NIC's", ["x_if=ng0"], {}],
    ["where the name is what people call theirs", ["x_if=vnet0"], {}],
    [
      "where the VLAN is there, written as its node",
      ["x_if=vtnet0_7"],
      { interfaces: ["vtnet0.7"] },
    ],
  ];
  test.each(table)("%s", (_, rc, scene) => {
    expect(missing(rc, scene)).toBeUndefined();
  });
});

test("an eiface that was made in a NIC's place does not stand for the NIC", () => {
  const scene = { nodes: ["em0 eiface"], interfaces: ["em0"] };
  expect(missing(["x_if=em0"], scene)).toContain("this host has no interface em0");
});
