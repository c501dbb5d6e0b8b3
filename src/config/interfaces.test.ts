import { describe, expect, test } from "bun:test";
import { interfaceSettings } from "./interfaces.ts";

function settings(variables: { readonly [name: string]: string }, name = "j1") {
  return interfaceSettings(name, (variable) => variables[variable] ?? "", Object.keys(variables));
}

test("all that rc.conf says of an interface, in the order in which netif applies it", () => {
  const { commands, needsScripts } = settings({
    ifconfig_j1_alias10: "inet 10.0.0.12/32",
    ifconfig_j1_alias2: "10.0.0.3 netmask 255.255.255.255",
    ifconfig_j1_alias0: "inet6 fd00::2/64",
    ifconfig_j1_aliases: "inet 10.0.0.4/32 inet 10.0.0.5/32",
    ifconfig_j1: "inet 10.0.0.1/24 mtu 1400",
    ifconfig_j1_ipv6: "inet6 fd00::1/64",
    ifconfig_j1_descr: "the first one",
    ipv4_addrs_j1: "10.0.0.6/32 10.0.0.7/32",
    ifconfig_j1x: "inet 10.9.9.9/24",
  });
  expect(needsScripts).toBe(false);
  expect(commands.map((words) => words.join(" "))).toEqual([
    "inet 10.0.0.1/24 mtu 1400 up",
    "inet6 -ifdisabled",
    "inet6 fd00::1/64 up",
    "description the first one",
    "inet 10.0.0.4/32 alias",
    "inet 10.0.0.5/32 alias",
    "inet6 fd00::2/64 alias",
    "inet 10.0.0.3 netmask 255.255.255.255 alias",
    "inet 10.0.0.12/32 alias",
    "inet 10.0.0.6/32 alias",
    "inet 10.0.0.7/32 alias",
  ]);
});

test("nothing, and what is for netif alone", () => {
  expect(settings({})).toEqual({ commands: [], needsScripts: false });
  expect(settings({ ifconfig_j1: "noauto vnet web inet 10.0.0.1/24" }).commands).toEqual([
    ["inet", "10.0.0.1/24", "up"],
  ]);
  expect(settings({ ifconfig_j1: "NOAUTO" }).commands).toEqual([]);
  expect(settings({ ifconfig_vtnet1_7: "up" }, "vtnet1.7").commands).toEqual([["up", "up"]]);
});

test.each([
  [{ ifconfig_j1: "DHCP" }, ["up"]],
  [{ ifconfig_j1: "mtu 1400 dhcp" }, ["mtu", "1400", "up"]],
  [{ ifconfig_j1: "NOSYNCDHCP", synchronous_dhclient: "YES" }, ["up"]],
])("DHCP that nobody waits for is devd's: %j", (variables, command) => {
  expect(settings(variables)).toEqual({ commands: [command], needsScripts: false });
});

test("IPv6 aliases go with ifconfig_IF_ipv6, and IPv6 of all interfaces with its own variable", () => {
  const aliases = "inet6 fd00::7/64 inet 10.0.0.2/32";
  expect(settings({ ifconfig_j1_aliases: aliases }).commands).toEqual([
    ["inet", "10.0.0.2/32", "alias"],
  ]);
  expect(settings({ ipv6_activate_all_interfaces: "YES" }).commands).toEqual([
    ["inet6", "-ifdisabled"],
  ]);
});

describe("what takes more than ifconfig", () => {
  test.each([
    [{ ifconfig_j1: "SYNCDHCP" }],
    [{ ifconfig_j1: "DHCP", synchronous_dhclient: "YES" }],
    [{ ifconfig_j1: "WPA SYNCDHCP" }],
    [{ ifconfig_j1_ipv6: "inet6 accept_rtadv" }],
    [{ ifconfig_j1_aliases: "inet 10.0.0.2-9/24" }],
    [{ ipv4_addrs_j1: "10.0.0.2-9/24" }],
    [{ ifconfig_j1: "inet 10.0.0.1/24 description 'a b'" }],
    [{ vlans_j1: "7" }],
  ])("%j", (variables) => {
    expect(settings(variables).needsScripts).toBe(true);
  });
});
