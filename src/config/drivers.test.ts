import { expect, test } from "bun:test";
import { isDriversName } from "./drivers.ts";

test("NICs, and what ifconfig makes, are known by their names", () => {
  for (const name of "em0 igb1 ix12 vtnet0 re0 bge0 mce0 ue0 vlan3 lagg0 bridge0 tap5 epair0a epair12b wlan0 vxlan7 EM0".split(
    " ",
  ))
    expect([name, isDriversName(name)]).toEqual([name, true]);
});

test("what people call interfaces that they have made is no driver's name", () => {
  for (const name of "nghost0 ng0 ngeth0 lan0 private0 priv host0 mgmt0 vnet0 jail1 em vlan epair0 em0a web1".split(
    " ",
  ))
    expect([name, isDriversName(name)]).toEqual([name, false]);
});
