import { describe, expect, test } from "bun:test";
import { readNetwork } from "../../config/networksettings.ts";
import { isSameRules, natInterface, rulesOf, whyNoPf } from "./nat.ts";

const values = (variables: { readonly [name: string]: string }) =>
  ({ value: (name: string) => variables[name], bridges: [] }) as never;
const pf = (mainRules: string, isEnabled = true) => ({
  ...{ isLoaded: true, isEnabled, mainRules },
  anchors: new Map<string, string>(),
});
const ANCHORS = 'nat-anchor "ngbuddy/*" all\nrdr-anchor "ngbuddy/*" all\n';

test("the rules are those that pf takes, and shows again", () => {
  const network = readNetwork({
    address: "10.8.0.1/24 fd00:8::1/64",
    ...{ nat: "vtnet1", rdr: "tcp 8080 -> 10.8.0.5:80", dhcp: "" },
  });
  const [{ to, ...rest }] = network.forwardings as [(typeof network.forwardings)[number]];
  expect(rulesOf(network, [{ ...rest, address: to }], "vtnet1").split("\n")).toEqual([
    // As recording 73 has it.
    "nat on vtnet1 inet from 10.8.0.0/24 to any -> (vtnet1) round-robin",
    "nat on vtnet1 inet6 from fd00:8::/64 to any -> (vtnet1:0) round-robin",
    "rdr pass on vtnet1 inet proto tcp from any to (vtnet1) port = 8080 -> 10.8.0.5 port 80",
    "",
  ]);
});

test("rules that differ in blanks and round-robin alone are the same", () => {
  expect(isSameRules("nat on a -> (a) round-robin\n", "nat on a -> (a)\n")).toBe(true);
  expect(isSameRules("nat on a -> (a)\n", "nat on b -> (b)\n")).toBe(false);
  expect(isSameRules("", "nat on b -> (b)\n")).toBe(false);
});

describe("what is missing for pf is said with the lines to write and what to type", () => {
  test("nothing is when it runs and asks for our anchors", () => {
    expect(whyNoPf(values({}), pf(ANCHORS))).toBeUndefined();
    expect(whyNoPf(values({}), pf('nat-anchor "*" all\nrdr-anchor "*" all\n'))).toBeUndefined();
  });

  test("at boot its file and rc.conf say what will be", () => {
    const file = 'nat-anchor ngbuddy/*\n  rdr-anchor "ngbuddy/*"\npass\n';
    expect(whyNoPf(values({ pf_enable: "YES" }), pf(file, false))).toBeUndefined();
  });

  test("the line that is missing alone is asked for", () => {
    expect(whyNoPf(values({}), pf('nat-anchor "ngbuddy/*" all\n#rdr-anchor "ngbuddy/*"'))).toBe(
      'pf\'s own rules do not ask for ours: put rdr-anchor "ngbuddy/*" (a line each, before all lines that begin with block, pass or anchor) into /etc/pf.conf, then: service pf reload',
    );
  });

  test("pf that is off is switched on last", () => {
    expect(whyNoPf(values({ pf_rules: "/etc/my.conf" }), pf("", false))).toMatch(
      /put nat-anchor "ngbuddy\/\*" and rdr-anchor "ngbuddy\/\*" .* into \/etc\/my\.conf, then: sysrc pf_enable=YES && service pf start$/,
    );
  });
});

describe("YES means the interface of the default route", () => {
  const interfaces = new Map(
    [
      { name: "em0", inet: ["192.0.2.9/24"] },
      { name: "em1", inet: ["10.0.0.9/8"] },
    ].map((one) => [one.name, one]),
  );
  const choose = (variables: { readonly [name: string]: string }, defaultRoute?: string) =>
    natInterface(values(variables), { interfaces } as never, { defaultRoute }, true);

  test("which there is", () => expect(choose({}, "em7")).toBe("em7"));
  test("which there will be by rc.conf's router, when the host boots", () => {
    expect(choose({ defaultrouter: "10.200.0.1" })).toBe("em1");
  });
  test("to whose link rc.conf has the route to its router, as hosters with an address alone have it", () => {
    const gateway = { static_routes: "gw all", route_gw: "-host 203.0.113.1 -interface em1" };
    expect(choose({ ...gateway, route_all: "default 203.0.113.1" })).toBe("em1");
    expect(choose({ ...gateway, defaultrouter: "203.0.113.1" })).toBe("em1");
    expect(choose({ static_routes: "all", route_all: "default -interface em0" })).toBe("em0");
    expect(choose({ static_routes: "all", route_all: "-net 0.0.0.0/0 10.200.0.1" })).toBe("em1");
  });
  test("which DHCP will bring to the one interface that has it", () => {
    expect(choose({ ifconfig_em0: "SYNCDHCP" })).toBe("em0");
    expect(choose({ ifconfig_em0: "DHCP", ifconfig_em1: "up DHCP" })).toBeUndefined();
  });
  test("which DHCP will bring to the one NIC that it is the default for, be there bridges and clones besides", () => {
    const nic = { name: "vtnet0", inet: [], ether: "52:54:00:00:00:10", groups: [] };
    const all = [
      nic,
      { name: "lo0", inet: ["127.0.0.1/8"], groups: ["lo"] },
      { ...nic, name: "bridge0", groups: ["bridge"] },
      { ...nic, name: "nghost0" },
      { ...nic, name: "vtnet1" },
    ];
    const byName = new Map([["nghost0", { name: "nghost0", type: "eiface" }]]);
    const chosen = (variables: { readonly [name: string]: string }) =>
      natInterface(
        values({ ifconfig_DEFAULT: "DHCP inet6 accept_rtadv", ...variables }),
        { interfaces: new Map(all.map((one) => [one.name, one])), byName } as never,
        { defaultRoute: undefined },
        true,
      );
    expect(chosen({ ifconfig_vtnet1: "inet 10.7.0.1/24" })).toBe("vtnet0");
    expect(chosen({})).toBeUndefined();
  });
  test("which DHCP will bring to the one VLAN that it is written for", () => {
    expect(choose({ ifconfig_em0: "up", ifconfig_em1: "SYNCDHCP" })).toBe("em1");
    const vlan = { name: "em0.7", inet: [], groups: ["vlan"] };
    const interfaces = new Map([["em0.7", vlan]]);
    const seen = { interfaces } as never;
    const route = { defaultRoute: undefined };
    expect(natInterface(values({ ifconfig_em0_7: "DHCP" }), seen, route, true)).toBe("em0.7");
  });
  test("and nothing is guessed where nothing tells", () => {
    expect(choose({ defaultrouter: "172.16.0.1" })).toBeUndefined();
  });
});
