import { expect, test } from "bun:test";
import { switchChanges, switchOn } from "./machines.ts";

const vm = (settings: Readonly<Record<string, string>>) => ({
  file: "/vm/.config/system.conf",
  value: (name: string) => settings[name],
});

test("a switch is known by the if_bridge(4) that vm-bhyve calls or describes after it, or was given", () => {
  const machines = vm({
    switch_list: "lan production_lan given",
    type_production_lan: "standard",
    type_given: "manual",
    bridge_given: "bridge7",
  });
  expect(switchOn(machines, { name: "vm-lan" })).toBe("lan");
  // More than twelve characters do not fit behind `vm-`.
  expect(switchOn(machines, { name: "bridge0", description: "vm/production_lan" })).toBe(
    "production_lan",
  );
  expect(switchOn(machines, { name: "bridge7" })).toBe("given");
  expect(switchOn(machines, { name: "bridge1", description: "mine" })).toBeUndefined();
});

test("nothing stays of what only a switch on an if_bridge(4) has", () => {
  const settings = {
    switch_list: "lan",
    ports_lan: "em0",
    addr_lan: "10.0.0.1/24",
    addr6_lan: "fd00::1/64",
    mtu_lan: "9000",
    private_lan: "yes",
  };
  expect(
    switchChanges(vm(settings), { name: "vm-lan" }, "lan").map((change) => change.variable),
  ).toEqual(["type_lan", "ports_lan", "addr_lan", "addr6_lan", "mtu_lan", "private_lan"]);
});
