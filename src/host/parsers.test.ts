/** The parsers against everything that was recorded of these commands, and against noise. */
import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { writeXo } from "../lab/commands/libxo.ts";
import { parseIfconfig } from "./ifconfig.ts";
import { parseJls } from "./jls.ts";
import { OutputError, readJson } from "./json.ts";
import { defaultInterface, parseNetstatRoutes } from "./netstat.ts";

interface Recorded {
  readonly run?: string;
  readonly sh?: string;
  readonly stdout: string;
}
const directory = join(import.meta.dirname, "..", "..", "test", "recordings");
const recorded: Recorded[] = readdirSync(directory)
  .filter((name) => /^\d.*\.jsonl$/.test(name))
  .flatMap((name) => readFileSync(join(directory, name), "utf8").trim().split("\n"))
  .map((line) => JSON.parse(line) as Recorded);
const stdoutOf = (pattern: RegExp) =>
  recorded.filter(({ run }) => run !== undefined && pattern.test(run)).map(({ stdout }) => stdout);

describe("ifconfig", () => {
  const outputs = stdoutOf(/^(jexec \S+ )?ifconfig( -a| [a-z]\w*)?$/).filter((text) => text !== "");

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
      },
    ]);
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

describe("jls", () => {
  test("the recorded jails, with their own stacks", () => {
    const [output] = stdoutOf(/^jls -n --libxo json jid name vnet/);
    expect(parseJls(output!)).toEqual([
      { jid: 1, name: "j1", hostname: "j1", path: "/", vnet: true },
      { jid: 2, name: "j2", hostname: "j2", path: "/", vnet: true },
    ]);
  });

  test("no jails, and numbers that are numbers", () => {
    expect(parseJls('{"__version": "2", "jail-information": {"jail": []}}')).toEqual([]);
    expect(parseJls('{"jail-information": {"jail": [{"jid":7,"vnet":"inherit"}]}}')).toEqual([
      { jid: 7, name: "7", hostname: "", path: "", vnet: false },
    ]);
  });

  test("anything else is refused by name, and nothing stops it", () => {
    expect(() => parseJls("jls: unknown parameter: vnet")).toThrow(
      /^jls printed what is not understood: "jls: unknown/,
    );
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) =>
        onlyOutputErrors(() => parseJls(text)),
      ),
    );
  });
});

describe("netstat", () => {
  test("the default route of the recorded host leaves by vtnet1", () => {
    const outputs = stdoutOf(/^netstat -rn.*--libxo json/);
    expect(outputs.length).toBe(2);
    for (const output of outputs)
      expect(defaultInterface(parseNetstatRoutes(output))).toBe("vtnet1");
  });

  test("IPv6 alone counts, and no default route is no interface", () => {
    const routes = (...entries: string[]) =>
      `{"statistics": {"route-information": {"route-table": {"rt-family": [{"address-family":"Internet6", "rt-entry": [${entries}]}]}}}}`;
    const route =
      '{"destination":"default","gateway":"fe80::1%em0","flags":"UGS","interface-name":"em0"}';
    expect(defaultInterface(parseNetstatRoutes(routes(route)))).toBe("em0");
    expect(defaultInterface(parseNetstatRoutes(routes()))).toBeUndefined();
  });

  test("anything else is refused, and nothing stops it", () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) =>
        onlyOutputErrors(() => parseNetstatRoutes(text)),
      ),
    );
  });
});

function onlyOutputErrors(parse: () => unknown): void {
  try {
    parse();
  } catch (error) {
    expect(error).toBeInstanceOf(OutputError);
  }
}

test("JSON of libxo is read whatever a jail calls itself, compact and pretty", () => {
  const nasty = fc.string({
    unit: fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.constantFrom("\t", "\x1b", "\n", "\0", '"', "\\"),
    ),
  });
  fc.assert(
    fc.property(
      fc.record({ name: nasty, "host.hostname": nasty }),
      fc.boolean(),
      (leaves, pretty) => {
        const document = { "jail-information": { jail: [leaves] } };
        expect(readJson("jls", writeXo(document, pretty))).toEqual(document);
      },
    ),
  );
  const long = { a: `\t${"x".repeat(4_000_000)}` };
  expect(readJson("jls", writeXo(long, false))).toEqual(long);
});
