/** What rc.conf says of an interface (network.subr). */
import { describe, expect, test } from "bun:test";
import {
  ifconfigArguments,
  isAutomatic,
  jailOf,
  listensToRouters,
  usesDhcp,
  usesIpv6,
  variableName,
  waitsForDhcp,
  wirelessProgram,
} from "./interfaces.ts";

const config = (variables: { readonly [name: string]: string }) => ({
  get: (name: string) => variables[name],
  names: () => Object.keys(variables),
});
const vtnet0 = (value: string) => config({ ifconfig_vtnet0: value });

describe("an interface's variable", () => {
  test.each([
    ["vtnet0", "ifconfig_vtnet0"],
    ["vtnet0.7", "ifconfig_vtnet0_7"],
    ["a-b/c+d", "ifconfig_a_b_c_d"],
  ])("of %s is %s", (name, variable) => {
    expect(variableName(name, "ifconfig_IF")).toBe(variable);
  });

  test("that is not set is ifconfig_DEFAULT, one that is empty is not", () => {
    expect(ifconfigArguments(config({ ifconfig_DEFAULT: "up" }), "vtnet0")).toBe("up");
    const both = { ifconfig_DEFAULT: "up", ifconfig_vtnet0: "" };
    expect(ifconfigArguments(config(both), "vtnet0")).toBe("");
  });
});

describe("ifconfig_IF", () => {
  test.each([
    ["inet 10.0.0.1/24 mtu 9000", "inet 10.0.0.1/24 mtu 9000"],
    ["DHCP mtu 9000", "mtu 9000"],
    ["SYNCDHCP", ""],
    ["noauto NoSyncDHCP up", "up"],
    ["WPA DHCP HOSTAP", ""],
    ["up vnet www mtu 1400", "up mtu 1400"],
    ["vnet", ""],
  ])("`%s` says `%s` to ifconfig", (value, words) => {
    expect(ifconfigArguments(vtnet0(value), "vtnet0")).toBe(words);
  });

  test.each<[value: string, dhcp: boolean, waits: boolean]>([
    ["DHCP", true, false],
    ["dhcp", true, false],
    ["SYNCDHCP", true, true],
    ["NOSYNCDHCP", true, false],
    ["up", false, false],
    ["DHCPX", false, false],
  ])("`%s` uses DHCP: %p, and waits for it: %p", (value, dhcp, waits) => {
    expect([usesDhcp(vtnet0(value), "vtnet0"), waitsForDhcp(vtnet0(value), "vtnet0")]).toEqual([
      dhcp,
      waits,
    ]);
  });

  test("waits for DHCP by synchronous_dhclient, unless it says NOSYNCDHCP", () => {
    const waits = (value: string) =>
      waitsForDhcp(config({ ifconfig_vtnet0: value, synchronous_dhclient: "YES" }), "vtnet0");
    expect([waits("DHCP"), waits("NOSYNCDHCP")]).toEqual([true, false]);
  });

  test("of loopback and of interfaces without addresses asks for no DHCP", () => {
    const all = config({ ifconfig_DEFAULT: "DHCP" });
    expect(["lo0", "pflog0", "ath0", "vtnet0", "log0"].map((name) => usesDhcp(all, name))).toEqual([
      false,
      false,
      false,
      true,
      true,
    ]);
  });

  test("is configured at boot unless it says NOAUTO", () => {
    expect([
      isAutomatic(vtnet0("up"), "vtnet0"),
      isAutomatic(vtnet0("NOAUTO up"), "vtnet0"),
    ]).toEqual([true, false]);
  });

  test("names the jail that the interface goes to", () => {
    const jails = ["vnet www", "up vnet www mtu 1400", "up", "vnet"].map((value) =>
      jailOf(vtnet0(value), "vtnet0"),
    );
    expect(jails).toEqual(["www", "www", undefined, undefined]);
  });

  test("names the program of a wireless interface", () => {
    const programs = ["WPA SYNCDHCP", "HOSTAP", "up"].map((value) =>
      wirelessProgram(vtnet0(value), "vtnet0"),
    );
    expect(programs).toEqual(["wpa_supplicant", "hostapd", undefined]);
  });
});

describe("IPv6", () => {
  const ipv6 = { ifconfig_vtnet0_ipv6: "inet6 2001:db8::1/64" };

  test.each<[what: string, variables: { readonly [name: string]: string }, uses: boolean]>([
    ["ifconfig_IF_ipv6", ipv6, true],
    ["a prefix", { ipv6_prefix_vtnet0: "2001:db8::" }, true],
    ["ifconfig_IF alone", { ifconfig_vtnet0: "up" }, false],
    ["a list without it", { ...ipv6, ipv6_network_interfaces: "em0 em1" }, false],
    ["a list with it", { ...ipv6, ipv6_network_interfaces: "em0 vtnet0" }, true],
    ["a list of AUTO", { ...ipv6, ipv6_network_interfaces: "AUTO" }, true],
  ])("is used by %s: %j %p", (_what, variables, uses) => {
    expect(usesIpv6(config(variables), "vtnet0")).toBe(uses);
  });

  test("is used by lo0 always", () => {
    expect(usesIpv6(config({ ipv6_network_interfaces: "none" }), "lo0")).toBe(true);
  });

  test("comes from routers where accept_rtadv says so, and not on a router", () => {
    const variables = { ifconfig_vtnet0_ipv6: "inet6 accept_rtadv" };
    expect(listensToRouters(config(variables), "vtnet0")).toBe(true);
    expect(listensToRouters(config(ipv6), "vtnet0")).toBe(false);
    const router = { ...variables, ipv6_gateway_enable: "YES" };
    expect(listensToRouters(config(router), "vtnet0")).toBe(false);
    expect(listensToRouters(config({ ifconfig_lo0_ipv6: "inet6 accept_rtadv" }), "lo0")).toBe(
      false,
    );
  });
});
