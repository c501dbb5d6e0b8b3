/** What rc.conf's additional addresses become for ifconfig(8) (network.subr). */
import { describe, expect, test } from "bun:test";
import { type AliasAction, type AliasFamily, aliasesOf } from "./aliases.ts";

/** What is said to ifconfig of vtnet0, and the warnings. */
function aliases(
  variables: { readonly [name: string]: string },
  family: AliasFamily = "inet",
  action: AliasAction = "alias",
) {
  const config = {
    get: (name: string) => variables[name],
    names: () => Object.keys(variables),
  };
  const { commands, warnings } = aliasesOf(config, "vtnet0", family, action);
  return { commands: commands.map((words) => words.join(" ")), warnings };
}

describe("rc.conf's aliases", () => {
  test("come from the list, then by number whatever the gaps, then from ipv4_addrs", () => {
    const variables = {
      ipv4_addrs_vtnet0: "10.0.0.4/24",
      ifconfig_vtnet0_alias10: "inet 10.0.0.3/24",
      ifconfig_vtnet0_alias2: "inet 10.0.0.2 netmask 255.255.255.0",
      ifconfig_vtnet0_aliases: "inet 10.0.0.1/24 inet6 2001:db8::1/64",
      ifconfig_vtnet0_alias_x: "inet 10.0.0.9/24",
      ifconfig_vtnet01_alias0: "inet 10.0.0.9/24",
    };
    expect(aliases(variables)).toEqual({
      commands: [
        "inet 10.0.0.1/24 alias",
        "inet 10.0.0.2 netmask 255.255.255.0 alias",
        "inet 10.0.0.3/24 alias",
        "inet 10.0.0.4/24 alias",
      ],
      warnings: [],
    });
    expect(aliases(variables, "inet6").commands).toEqual(["inet6 2001:db8::1/64 alias"]);
    expect(aliases(variables, "inet", "-alias").commands[0]).toBe("inet 10.0.0.1/24 -alias");
  });

  test("without a family are of IPv4, with a warning, and are not taken away", () => {
    const variables = { ifconfig_vtnet0_alias0: "10.0.0.1/24" };
    expect(aliases(variables)).toEqual({
      commands: ["inet 10.0.0.1/24 alias"],
      warnings: ['$ifconfig_vtnet0_alias0 needs leading "inet" keyword for an IPv4 address.'],
    });
    expect(aliases(variables, "inet", "-alias")).toEqual({ commands: [], warnings: [] });
    expect(aliases(variables, "inet6")).toEqual({ commands: [], warnings: [] });
  });

  test("of link and ether are set, and cannot be taken away", () => {
    const variables = { ifconfig_vtnet0_aliases: "link 02:00:00:00:00:01 ether 02:00:00:00:00:02" };
    expect(aliases(variables, "link").commands).toEqual(["link 02:00:00:00:00:01 alias"]);
    expect(aliases(variables, "ether").commands).toEqual(["ether 02:00:00:00:00:02 alias"]);
    expect(aliases(variables, "link", "-alias").commands).toEqual([]);
  });

  test.each([
    ["10.0.0.5-7/24", ["10.0.0.5/24", "10.0.0.6/32", "10.0.0.7/32"]],
    ["10.0.0.5-6", ["10.0.0.5/32", "10.0.0.6/32"]],
    ["10.0.1-2.9/16", ["10.0.1.9/16", "10.0.2.9/32"]],
    ["10.0.0.7-7/24", ["10.0.0.7/24"]],
    ["10.0.0.7-5/24", []],
    ["10.0.0.5/24", ["10.0.0.5/24"]],
  ])("of the range %s are %j", (range, addresses) => {
    const { commands } = aliases({ ipv4_addrs_vtnet0: range });
    expect(commands).toEqual(addresses.map((address) => `inet ${address} alias`));
  });

  test("of a range of IPv6 are counted in hexadecimal and have the same prefix length", () => {
    const variables = { ifconfig_vtnet0_aliases: "inet6 2001:db8::9-b/48" };
    expect(aliases(variables, "inet6").commands).toEqual([
      "inet6 2001:db8::0009/48 alias",
      "inet6 2001:db8::000a/48 alias",
      "inet6 2001:db8::000b/48 alias",
    ]);
  });

  test("of a range that is too large end where netif_ipexpand_max says, with a warning", () => {
    const variables = { ipv4_addrs_vtnet0: "10.0.0.0-255/8", netif_ipexpand_max: "2" };
    const { commands, warnings } = aliases(variables);
    expect(commands).toHaveLength(4);
    expect(warnings).toEqual([
      "Range specification is too large (10.0.0.0-10.0.0.255).  10.0.0.0-10.0.0.3 was processed.  Increase $netif_ipexpand_max in rc.conf.",
    ]);
  });

  test("of an interface whose name a variable cannot have are asked for with underscores", () => {
    const config = {
      get: (name: string) => (name === "ipv4_addrs_vtnet0_7" ? "10.0.0.1/24" : undefined),
      names: () => [],
    };
    expect(aliasesOf(config, "vtnet0.7", "inet", "alias").commands).toEqual([
      ["inet", "10.0.0.1/24", "alias"],
    ]);
  });
});
