/** What ifconfig(8) prints, as it was recorded and as anybody may name an interface. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { recordedOutputs } from "../../test/support/recordedoutputs.ts";
import { mayLie, parseIfconfig } from "./ifconfig.ts";

describe("ifconfig", () => {
  const outputs = recordedOutputs(/^(jexec \S+ )?ifconfig( -a| [a-z]\w*)?$/).filter(
    (text) => text !== "",
  );

  test("every recorded interface is found, with its MTU and state", () => {
    expect(outputs.length).toBeGreaterThan(20);
    for (const output of outputs) {
      const found = parseIfconfig(output);
      expect(found.map(({ name }) => name)).toEqual(
        output
          .split("\n")
          .filter((line) => /^\S/.test(line))
          .map((line) => line.split(":")[0]!),
      );
      for (const one of found) expect(one.mtu).toBeGreaterThan(0);
      expect(found.filter(({ up }) => up).length).toBe(output.match(/<UP\b/g)?.length ?? 0);
    }
  });

  test.each([
    ["a b"],
    ["\tinet 1.1.1.1"],
    ["\x1b[31m"],
    ["x\n\tinet 1.1.1"],
    ["\n\tinet 1.1.1.1"],
    ["x: flags=1"],
  ])("an interface called %p changes nothing of the one before it", (name) => {
    const [before] = parseIfconfig(outputs[0]!);
    const strange = `${name}: flags=8802<BROADCAST> metric 0 mtu 1500\n\tether 02:00:00:00:00:01\n`;
    const found = parseIfconfig(outputs[0]! + strange);
    expect(found[0]).toEqual(before!);
    const [ether] = found.filter((one) => one.ether === "02:00:00:00:00:01");
    expect(name).toEndWith(ether!.name.replace(/^.*\n/, ""));
  });

  test("a NIC in promiscuous mode", () => {
    const output = outputs.find((text) => text.startsWith("vtnet1") && text.includes("PROMISC"))!;
    expect(parseIfconfig(output)).toEqual([
      {
        name: "vtnet1",
        flags: ["UP", "BROADCAST", "RUNNING", "PROMISC", "SIMPLEX", "MULTICAST", "LOWER_UP"],
        up: true,
        mtu: 1500,
        options: ["VLAN_MTU", "JUMBO_MTU", "LINKSTATE", "HWSTATS"],
        ether: "52:54:00:00:00:11",
        inet: ["10.0.3.15/24"],
        inet6: [],
        status: "active",
        groups: [],
        members: [],
        nd6: ["PERFORMNUD", "IFDISABLED", "AUTO_LINKLOCAL"],
      },
    ]);
  });

  test("virtual hosts of carp, and what is said of IPv6 addresses", () => {
    const text = [
      "c1: flags=1008943<UP> metric 0 mtu 1500",
      "\tinet 10.8.0.11 netmask 0xffffff00 broadcast 10.8.0.255",
      "\tinet 10.8.0.100 netmask 0xffffffff broadcast 10.8.0.100 vhid 1",
      "\tinet6 fe80::1%c1 prefixlen 64 duplicated scopeid 0x5",
      "\tinet6 2001:db8::9 prefixlen 64 autoconf pltime 604800 vltime 2592000",
      "\tcarp: MASTER vhid 1 advbase 1 advskew 0",
      "\t      peer 224.0.0.18 peer6 ff02::12",
    ].join("\n");
    expect(parseIfconfig(text)).toMatchObject([
      {
        inet: ["10.8.0.11/24", "10.8.0.100/32"],
        carp: [{ vhid: 1, state: "MASTER", addresses: ["10.8.0.100/32"] }],
        marks6: [
          { address: "fe80::1%c1/64", marks: ["duplicated"] },
          { address: "2001:db8::9/64", marks: ["autoconf"] },
        ],
      },
    ]);
  });

  test("an address that is shared by VRRP's protocol has its master", () => {
    const text = [
      "c1: flags=1008943<UP> metric 0 mtu 1500",
      "\tinet 10.8.0.100 netmask 0xffffffff broadcast 10.8.0.100 vhid 7",
      "\tvrrp: MASTER vrid 7 prio 100 interval 100",
    ].join("\n");
    const carp = [{ vhid: 7, state: "MASTER", addresses: ["10.8.0.100/32"] }];
    expect(parseIfconfig(text)).toMatchObject([{ carp }]);
  });

  test("an address that was set, the loopback's addresses, a bridge's members", () => {
    const set = outputs.find((text) => text.includes("ether 58:9c:fc:7e:83:ca"))!;
    expect(parseIfconfig(set)[0]).toMatchObject({
      name: "b1",
      up: false,
      ether: "58:9c:fc:7e:83:ca",
      hwaddr: "58:9c:fc:10:d2:3a",
    });
    const loopback = outputs.find((text) => text.startsWith("lo0: flags=1008049"))!;
    expect(parseIfconfig(loopback)[0]).toMatchObject({
      inet: ["127.0.0.1/8"],
      inet6: ["::1/128", "fe80::1%lo0/64"],
      groups: ["lo"],
    });
    const bridge = outputs.find((text) => text.startsWith("bridge0:"))!;
    expect(parseIfconfig(bridge)[0]!.members).toEqual(["vtnet1", "epair0a"]);
  });

  test("other releases' way to write masks, lagg ports and VLANs", () => {
    const text = [
      "em0.7: flags=8943<UP,BROADCAST> metric 0 mtu 1496",
      "\tdescription: up: flags=8843<UP> mtu 9 is only a text",
      "\tinet 192.0.2.1/25 broadcast 192.0.2.127",
      "\tinet 192.0.2.200 netmask 255.255.255.192",
      "\tvlan: 7 vlanproto: 802.1q vlanpcp: 0 parent interface: em0",
      "lagg0: flags=8843<UP> metric 0 mtu 1500",
      "\tlaggport: em1 flags=1c<ACTIVE,COLLECTING,DISTRIBUTING>",
      "usbus0: flags=0<> metric 0 mtu 0",
    ].join("\n");
    expect(parseIfconfig(text)).toMatchObject([
      { name: "em0.7", mtu: 1496, inet: ["192.0.2.1/25", "192.0.2.200/26"], parent: "em0" },
      { name: "lagg0", members: ["em1"] },
      { name: "usbus0", up: false, flags: [] },
    ]);
  });

  test("no text stops it", () => {
    const word = fc.constantFrom(
      "inet",
      "inet6",
      "netmask",
      "ether",
      "flags=8<UP>",
      "vlan:",
      "\t",
      "\n",
      "em0:",
      "mtu",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(word, fc.string())), (parts) => {
        for (const one of parseIfconfig(parts.join(" "))) expect(one.name).not.toBe("");
      }),
    );
  });
});

test("a description makes an output one that may lie", () => {
  const text = "a: flags=8843<UP> metric 0 mtu 1500\n\tether 02:00:00:00:00:01\n";
  expect(mayLie(text)).toBe(false);
  expect(mayLie(`${text}\tdescription: mine\n`)).toBe(true);
});

describe("what an interface is on", () => {
  const read = (line: string) =>
    parseIfconfig(`a: flags=8843<UP> metric 0 mtu 1500\n\t${line}\n`)[0];

  test("is a VLAN's parent with the tag, unless it has lost it", () => {
    expect(read("vlan: 7 vlanproto: 802.1q vlanpcp: 0 parent interface: em0")).toMatchObject({
      tag: 7,
      parent: "em0",
    });
    expect(
      read("vlan: 0 vlanproto: 802.1q vlanpcp: 0 parent interface: <none>")?.parent,
    ).toBeUndefined();
  });

  test("is told with a mask in any of ifconfig's ways, and without one that is none", () => {
    expect(read("inet 10.0.0.1 netmask 0xfffffe00 broadcast 10.0.1.255")?.inet).toEqual([
      "10.0.0.1/23",
    ]);
    expect(read("inet 10.0.0.1 netmask rubbish")?.inet).toEqual(["10.0.0.1"]);
    expect(read("inet6 fe80::1%a prefixlen 64 scopeid 0x1")?.inet6).toEqual(["fe80::1%a/64"]);
  });
});
