import { expect, test } from "bun:test";
import { announcedIn } from "./announced.ts";
import { evaluate } from "./rcconf.ts";

function announced(name: string, ...lines: string[]) {
  const variables = evaluate([{ path: "/etc/rc.conf", text: lines.join("\n") }]);
  const texts = {
    names: variables.keys(),
    text: (variable: string) => variables.get(variable)?.value ?? "",
  };
  return announcedIn(texts, name);
}

test("an interface that netif makes or renames is announced by rc.conf", () => {
  const table: [name: string, line: string, netif: string | undefined][] = [
    ["vlan2", 'cloned_interfaces="bridge0 lagg0 vlan2"', "vlan2"],
    ["lagg0", "cloned_interfaces=lagg0:sticky", "lagg0"],
    ["epair0b", "cloned_interfaces=epair0", "epair0"],
    ["tunnel", "gif_interfaces=tunnel", "tunnel"],
    ["dmz", 'vlans_em1="5 dmz"', "em1"],
    ["em1.5", 'vlans_em1="5 dmz"', "em1"],
    ["em1_5", 'vlans_em1="5 dmz"', "em1"],
    ["em0.5.7", "vlans_em0_5=7", "em0_5"],
    ["air", "wlans_iwn0=air", "air"],
    ["wan", "ifconfig_em0_name=wan", "em0"],
    ["home", "autobridge_interfaces=home", undefined],
    ["trunk", 'create_args_trunk="vlan 3"', undefined],
  ];
  for (const [name, line, netif] of table)
    expect([name, line, announced(name, line)?.netif]).toEqual([name, line, netif]);
  for (const [name, line] of table) expect(announced(name, line)).toBeDefined();
});

test("an eiface that is configured, or that another tool has renamed, is not announced", () => {
  for (const line of [
    'ifconfig_ng0="inet 10.0.0.1/24"',
    "ifconfig_ngeth0_name=ng0",
    "cloned_interfaces=ng01",
    "vlans_ng0=5",
  ])
    expect([line, announced("ng0", line)]).toEqual([line, undefined]);
});
