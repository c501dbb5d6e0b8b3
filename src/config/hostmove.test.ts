import { expect, test } from "bun:test";
import fc from "fast-check";
import { asksDhcp, byDefault, movedAddresses, netifText } from "./hostmove.ts";

/** The variables after the move. */
function after(before: Readonly<Record<string, string>>, from = "em0", to = "lan0") {
  const all = new Map(Object.entries(before));
  for (const change of movedAddresses({ value: (name) => all.get(name) }, from, to)) {
    if ("set" in change) all.set(change.variable, change.set);
    else all.delete(change.variable);
  }
  return Object.fromEntries(all);
}

test.each([
  ["DHCP", "up", "SYNCDHCP"],
  ["SYNCDHCP mtu 9000", "mtu 9000 up", "SYNCDHCP"],
  ["inet 10.0.0.5 netmask 255.255.255.0", "up", "inet 10.0.0.5 netmask 255.255.255.0"],
  [
    "inet 10.0.0.5/24 broadcast 10.0.0.255 mtu 9000 -tso",
    "mtu 9000 -tso up",
    "inet 10.0.0.5/24 broadcast 10.0.0.255",
  ],
  ["10.0.0.5 netmask 0xffffff00 up", "up", "inet 10.0.0.5 netmask 0xffffff00"],
  [
    "laggproto lacp laggport igc0 laggport igc1 10.0.0.5/24",
    "laggproto lacp laggport igc0 laggport igc1 up",
    "inet 10.0.0.5/24",
  ],
  ["up mtu 9000 10.0.0.5 netmask 0xffffff00", "up mtu 9000", "inet 10.0.0.5 netmask 0xffffff00"],
  [
    "vxlanid 5 vxlanlocal 192.0.2.1 vxlanremote 192.0.2.2 inet 10.0.0.5/24 fib 1",
    "vxlanid 5 vxlanlocal 192.0.2.1 vxlanremote 192.0.2.2 up",
    "inet 10.0.0.5/24 fib 1",
  ],
  ["media 100baseTX inet 10.0.0.5/24", "media 100baseTX up", "inet 10.0.0.5/24"],
  ["inet6 fd00::5 prefixlen 64", "up", "inet6 fd00::5 prefixlen 64"],
  ["up", "up", "up"],
])("of %p the NIC keeps %p, and the eiface gets %p", (text, nic, eiface) => {
  expect(after({ ifconfig_em0: text })).toEqual({ ifconfig_em0: nic, ifconfig_lan0: eiface });
});

test("aliases, IPv6 and what DHCP's client is told go along; other interfaces stay as they are", () => {
  expect(
    after({
      ifconfig_em0: "inet 10.0.0.5/24",
      ifconfig_em0_alias0: "inet 10.0.0.6/32",
      ifconfig_em0_aliases: "inet 10.0.0.7/32",
      ifconfig_em0_ipv6: "inet6 accept_rtadv",
      ipv4_addrs_em0: "10.0.0.8/32",
      ipv6_defaultrouter: "fe80::1%em0",
      ifconfig_em01: "DHCP",
      defaultrouter: "10.0.0.1",
    }),
  ).toEqual({
    ifconfig_em0: "up",
    ifconfig_lan0: "inet 10.0.0.5/24",
    ifconfig_lan0_alias0: "inet 10.0.0.6/32",
    ifconfig_lan0_aliases: "inet 10.0.0.7/32",
    ifconfig_lan0_ipv6: "inet6 accept_rtadv",
    ipv4_addrs_lan0: "10.0.0.8/32",
    ipv6_defaultrouter: "fe80::1%lan0",
    ifconfig_em01: "DHCP",
    defaultrouter: "10.0.0.1",
  });
});

test.each([
  [
    { ifconfig_DEFAULT: "DHCP inet6 accept_rtadv" },
    { ifconfig_lan0: "SYNCDHCP", ifconfig_lan0_ipv6: "inet6 accept_rtadv" },
  ],
  [
    { ifconfig_DEFAULT: "inet6 accept_rtadv SYNCDHCP" },
    { ifconfig_lan0: "SYNCDHCP", ifconfig_lan0_ipv6: "inet6 accept_rtadv" },
  ],
  [{ ifconfig_DEFAULT: "SYNCDHCP" }, { ifconfig_lan0: "SYNCDHCP" }],
  // Amazon's image.
  [
    { ifconfig_DEFAULT: "SYNCDHCP accept_rtadv" },
    { ifconfig_lan0: "SYNCDHCP", ifconfig_lan0_ipv6: "inet6 accept_rtadv" },
  ],
  [
    { ifconfig_DEFAULT: "DHCP", ifconfig_em0: "inet 10.0.0.5/24" },
    { ifconfig_lan0: "inet 10.0.0.5/24" },
  ],
  [{ ifconfig_DEFAULT: "DHCP", ifconfig_em0: "" }, { ifconfig_lan0: "up" }],
])("of a NIC that goes by %p the eiface gets %p", (before: Record<string, string>, eiface) => {
  const all = new Map(Object.entries(before));
  const written = byDefault({ value: (name) => all.get(name) }, "em0");
  const moves = movedAddresses(written, "em0", "lan0").flatMap((move) =>
    "set" in move ? [[move.variable, move.set]] : [],
  );
  expect(Object.fromEntries(moves)).toEqual({ ifconfig_em0: "up", ...eiface });
});

test("routes and IPv6 that rc.conf has on the NIC lead over the eiface, as a cloud's network is written", () => {
  // libexec/nuageinit/nuageinit, config2_network.
  expect(
    after({
      ifconfig_em0: "inet 192.0.2.10 netmask 255.255.255.0",
      ifconfig_em0_ipv6: "inet6 2001:db8::10",
      ipv6_defaultrouter: "fe80::1",
      ipv6_static_routes: "em0 back:em0",
      ipv6_route_em0: "fe80::1 -prefixlen 128 -interface em0",
      ipv6_route_back: "2001:db8:9::/48 fe80::9%em0",
      ipv6_network_interfaces: "em0 em1",
      ipv6_default_interface: "em0",
      static_routes: "gw",
      route_gw: "-host 192.0.2.1 -interface em0",
    }),
  ).toEqual({
    ifconfig_em0: "up",
    ifconfig_lan0: "inet 192.0.2.10 netmask 255.255.255.0",
    ifconfig_lan0_ipv6: "inet6 2001:db8::10",
    ipv6_defaultrouter: "fe80::1",
    ipv6_static_routes: "em0 back:lan0",
    ipv6_route_em0: "fe80::1 -prefixlen 128 -interface lan0",
    ipv6_route_back: "2001:db8:9::/48 fe80::9%lan0",
    ipv6_network_interfaces: "lan0 em1",
    ipv6_default_interface: "lan0",
    static_routes: "gw",
    route_gw: "-host 192.0.2.1 -interface lan0",
  });
});

test("what is for an interface alone goes before what is for all", () => {
  const all: Record<string, string> = { ifconfig_DEFAULT: "DHCP", ifconfig_em1: "" };
  const value = (name: string) => all[name];
  expect(["em0", "em1"].map((name) => netifText({ value }, name))).toEqual(["DHCP", ""]);
});

test("DHCP is asked for by its word, in whatever way", () => {
  expect([asksDhcp("SYNCDHCP mtu 9000"), asksDhcp("inet 10.0.0.1/8"), asksDhcp(undefined)]).toEqual(
    [true, false, false],
  );
});

const octet = fc.nat(255);
const address = fc.tuple(octet, octet, octet, octet).map((octets) => `inet ${octets.join(".")}/24`);
const hardware = fc.constantFrom("mtu 9000", "-tso", "-lro", "media 1000baseT", "description a");

test("no word gets lost, whatever order they are in", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.oneof(address, hardware)), (parts) => {
      const { ifconfig_em0: nic = "", ifconfig_lan0: eiface = "" } = after({
        ifconfig_em0: parts.join(" "),
      });
      const words = (text: string) => text.split(" ").filter((word) => word && word !== "up");
      expect([...words(nic), ...words(eiface)].sort()).toEqual(words(parts.join(" ")).sort());
      expect(words(nic).some((word) => word === "inet")).toBe(false);
    }),
  );
});

test("an address that is moved to an interface with one of its own becomes an alias of that", () => {
  const texts: { [name: string]: string } = {
    ifconfig_em0: "inet 10.0.0.1/24",
    ifconfig_em0_alias0: "inet 10.0.0.2/32",
    ifconfig_lan0: "inet 10.9.0.1/24",
    ifconfig_lan0_alias0: "inet 10.9.0.2/32",
  };
  expect(movedAddresses({ value: (name) => texts[name] }, "em0", "lan0")).toEqual([
    { variable: "ifconfig_em0", set: "up" },
    { variable: "ifconfig_lan0", set: "inet 10.9.0.1/24" },
    { variable: "ifconfig_lan0_alias1", set: "inet 10.0.0.1/24" },
    { variable: "ifconfig_lan0_alias2", set: "inet 10.0.0.2/32" },
    { variable: "ifconfig_em0_alias0", unset: true },
  ]);
});
