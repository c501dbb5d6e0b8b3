/** Documents on a host: what ngbuddy apply makes of it, and ngbuddy export and diff say of it. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
// What runs later is read from disk when it runs, which takes time that is not the lab's.
import "../../src/cli/subcommands/recover.ts";
import { wantedIn } from "../../src/buddy/configuration.ts";
import type { HostDescription } from "../../src/lab/base/description.ts";
import { adviceIn } from "../support/advice.ts";
import { type BuddyLab, buddyLab, seenInside, snapshot } from "../support/buddylab.ts";
import { recordedHost } from "../support/lab.ts";
import { plugIn } from "../support/machines.ts";

const FILE = "/root/net.yaml";

function write({ files }: BuddyLab, document: string): void {
  files.makeDirectory("/root");
  files.write(FILE, document);
}

async function apply(lab: BuddyLab, document: string, options = "") {
  write(lab, document);
  return await lab.run(`ngbuddy apply -f ${FILE}${options}`);
}

/** Applies a document, which must succeed, and again, which must change nothing. */
async function applied(lab: BuddyLab, document: string): Promise<string> {
  const { status, stderr } = await apply(lab, document);
  expect([status, stderr.replace(/^ngbuddy: ngbuddy_enable is not YES.*\n/m, "")]).toEqual([0, ""]);
  const before = snapshot(lab);
  expect(await lab.out(`ngbuddy apply -f ${FILE}`)).toBe(
    "All is as the document has it already.\n",
  );
  expect(snapshot(lab)).toEqual(before);
  expect((await lab.run(`ngbuddy diff -f ${FILE}`)).stdout).toBe(
    "All is as the document has it.\n",
  );
  return stderr;
}

function variableIn(lab: BuddyLab, variable: string): string | undefined {
  return wantedIn([{ path: "/etc/rc.conf", text: lab.files.read("/etc/rc.conf") }]).value(variable);
}

test("a document makes bridges, and their removal takes null", async () => {
  const lab = buddyLab();
  const empty = snapshot(lab);
  await applied(
    lab,
    "enable: true\nbridges: {lan: {if: vtnet0, list: [a]}, priv: {if: nghost0}}\n",
  );
  expect(variableIn(lab, "ngbuddy_lan_list")).toBe("a");
  expect(snapshot(lab).graph.join("\n")).toContain("priv bridge");
  const { graph } = snapshot(lab);
  await applied(lab, "bridges: {priv: null}\n");
  expect(snapshot(lab).graph).toEqual(graph.filter((line) => !/priv|nghost0/.test(line)));
  await applied(lab, "enable: null\nbridges: {lan: null}\n");
  expect(snapshot(lab).rcConf).toBe(empty.rcConf);
  expect(snapshot(lab).graph.join("\n")).not.toMatch(/lan|eiface/);
});

test("what a document does not name stays, and what is complete has no more than it names", async () => {
  const lab = buddyLab();
  await applied(
    lab,
    "enable: true\nmac: {set: seed}\nbridges: {a: {if: ng0, list: [x, y], mtu: 1400}, b: {if: ng1}}\nports: {x: {rate: 1M}}\n",
  );
  await applied(lab, "bridges: {a: {list: [x, z]}}\nports: {x: {isolate: true}}\n");
  expect(variableIn(lab, "ngbuddy_a_mtu")).toBe("1400");
  expect(variableIn(lab, "ngbuddy_port_x")).toBe("rate=1M isolate");
  expect(snapshot(lab).graph.join("\n")).toContain("b bridge");
  expect(snapshot(lab).graph.join("\n")).not.toContain("\ny eiface");
  await applied(lab, "complete: true\nbridges: {a: {if: ng0, list: [x]}}\n");
  for (const variable of ["a_mtu", "b_if", "port_x", "set_mac"])
    expect([variable, variableIn(lab, `ngbuddy_${variable}`)]).toEqual([variable, undefined]);
  expect(variableIn(lab, "ngbuddy_enable")).toBe("YES");
  expect(snapshot(lab).graph.join("\n")).not.toMatch(/\bb bridge|x_rate/);
});

describe("a running jail", () => {
  async function running() {
    const lab = buddyLab();
    for (const line of [
      "ngbuddy enable --no-seed",
      "ngbuddy bridge lan vtnet0",
      "ngbuddy create a b lan",
      "jail -c name=j path=/ vnet vnet.interface=a persist",
      "jexec j ifconfig a inet 10.0.2.77/24 up",
      "ifconfig b inet 10.0.9.1/24 up",
    ])
      await lab.out(line);
    return lab;
  }

  test("keeps its interface when its bridge is made anew, and so does what is on no list", async () => {
    const lab = await running();
    await lab.out("ngbuddy jail c lan");
    await lab.out("ifconfig c inet 10.0.8.1/24 up");
    const inside = await seenInside(lab, "j", "a");
    await applied(lab, "bridges: {lan: {uplink: false}}\n");
    expect(snapshot(lab).graph.join("\n")).toContain("lan bridge [link0 vtnet0:lower");
    expect(await seenInside(lab, "j", "a")).toEqual(inside);
    expect(await lab.out("ifconfig c")).toContain("inet 10.0.8.1");
    expect(snapshot(lab).graph.join("\n")).toMatch(/\nc eiface \[ether lan:link/);
  });

  test("that loses its interface is told, with what gives it back", async () => {
    const lab = await running();
    const { status, stderr } = await apply(lab, "bridges: {lan: {list: [b]}}\n");
    expect(status).toBe(0);
    expect(stderr).toStartWith("ngbuddy: jail j loses its interface a; to give it one again: ");
    for (const line of adviceIn(stderr)) await lab.out(line);
    expect(await lab.out("jexec j ifconfig a")).toContain("inet 10.0.2.77");
    const gone = await apply(lab, "bridges: {lan: null}\n", " -n");
    expect(gone.stderr).toContain("jail j loses its interface a\n");
  });

  test("goes with its interface to the bridge that has it in its list now", async () => {
    const lab = await running();
    await applied(lab, "bridges: {lan: {list: [b]}, private: {list: [a]}}\n");
    expect(snapshot(lab).graph.join("\n")).toMatch(/(?:^|\n)a eiface \[ether private:/);
    expect(await lab.out("jexec j ifconfig a")).toContain("inet 10.0.2.77");
  });
});

test("what goes on speaking of the NIC that the host leaves is named", async () => {
  const lab = buddyLab();
  lab.files.append("/etc/rc.conf", 'pf_enable="YES"\ndhcpd_ifaces="vtnet0"\n');
  const { stderr } = await apply(lab, "bridges: {lan: {if: vtnet0, host: lan0}}\n", " -n");
  expect(stderr).toContain("ngbuddy: rules of pf (/etc/pf.conf) that name vtnet0 are not about");
  expect(stderr).toContain("ngbuddy: rc.conf has vtnet0 in dhcpd_ifaces as well");
  const onVlan = await apply(lab, "bridges: {v20: {if: vtnet0, vlan: 20, host: h20}}\n", " -n");
  expect(onVlan.stderr).not.toContain("pf");
});

test("a host on a VLAN by an eiface has addresses of its own, and the NIC keeps those that it has", async () => {
  const lab = buddyLab();
  const addresses = () => snapshot(lab).network.addresses;
  const document = "bridges: {v20: {if: vtnet0, vlan: 20, host: h20}}\n";
  const before = { addresses: addresses(), variable: variableIn(lab, "ifconfig_vtnet0") };
  expect(before.variable).toBeDefined();
  expect((await apply(lab, document, " -n")).stderr).toContain(
    "ngbuddy: h20 has no address: give it one of VLAN 20 by ifconfig_h20 in rc.conf\n",
  );
  lab.files.append("/etc/rc.conf", 'ifconfig_h20="inet 10.20.0.1/24"\n');
  await applied(lab, document);
  expect(addresses()).toEqual(["h20 10.20.0.1", ...before.addresses]);
  expect(variableIn(lab, "ifconfig_vtnet0")).toBe(before.variable);
  expect(variableIn(lab, "ifconfig_h20")).toBe("inet 10.20.0.1/24");
});

test("the host goes to an eiface of a bridge and comes back", async () => {
  const lab = buddyLab();
  const addresses = () => snapshot(lab).network.addresses;
  const before = { addresses: addresses(), rcConf: snapshot(lab).rcConf };
  await applied(lab, "bridges: {lan: {if: vtnet0, host: lan0}}\n");
  expect(addresses().join("\n")).toMatch(/^lan0 /m);
  const { status, stderr } = await apply(lab, "bridges: {lan: {host: lan1}}\n");
  expect(status).toBe(65);
  expect(stderr).toContain("bridges.lan.host: the host is on lan0 of this bridge; take it back");
  await applied(lab, "bridges: {lan: {host: null}}\n");
  expect(addresses()).toEqual(before.addresses);
  await applied(lab, "bridges: {lan: {host: lan0}}\n");
  await applied(lab, "bridges: {lan: null}\n");
  expect({ addresses: addresses(), rcConf: snapshot(lab).rcConf }).toEqual(before);
});

/** What NAT and DHCP take, as a user has prepared it. */
function prepare({ files }: BuddyLab): void {
  files.write("/etc/pf.conf", 'nat-anchor "ngbuddy/*"\nrdr-anchor "ngbuddy/*"\npass\n');
  for (const directory of ["/usr/local/sbin", "/usr/local/etc"]) files.makeDirectory(directory);
  files.write("/usr/local/sbin/dnsmasq", "");
  files.write("/usr/local/etc/dnsmasq.conf", "conf-dir=/usr/local/etc/dnsmasq.d,*.conf\n");
}

test("addresses, NAT and DHCP come with a document, change, and go with it", async () => {
  const lab = buddyLab();
  prepare(lab);
  await lab.out("sysrc pf_enable=YES");
  await lab.out("service pf start");
  const before = snapshot(lab).network;
  await applied(
    lab,
    "enable: true\nmac: {set: true}\nbridges: {priv: {if: nghost0, address: [10.60.0.1/24], nat: true, dhcp: true, rdr: [tcp 80 -> a:8080], list: [a]}}\n",
  );
  expect(snapshot(lab).network.anchors.join("\n")).toContain("ngbuddy/priv");
  expect(variableIn(lab, "gateway_enable")).toBe("YES");
  await applied(lab, "bridges: {priv: {address: [10.61.0.1/24], rdr: []}}\n");
  expect(snapshot(lab).network.addresses).toContain("nghost0 10.61.0.1");
  expect(snapshot(lab).network.addresses.join("\n")).not.toContain("10.60");
  const { status, stderr } = await apply(lab, "bridges: {priv: {dhcp: [10.62.0.5-10.62.0.9]}}\n");
  expect([status, stderr]).toEqual([
    65,
    'ngbuddy: bridges.priv.dhcp: "10.62.0.5-10.62.0.9" is not in 10.61.0.0/24\n',
  ]);
  await applied(lab, "bridges: {priv: {address: null, nat: null, dhcp: null}}\n");
  const { anchors, addresses, files } = snapshot(lab).network;
  expect({ anchors, addresses, files }).toEqual({
    ...{ anchors: before.anchors, addresses: before.addresses, files: [] },
  });
});

test("where something is missing for what a document names, nothing is done", async () => {
  const lab = buddyLab();
  const before = snapshot(lab);
  for (const [document, said] of [
    ["bridges: {priv: {if: nghost0, address: [10.60.0.1/24], nat: true}}", "bridge priv: "],
    ["bridges: {lan: {if: em7}}", "bridge lan (/etc/rc.conf): this host has no interface em7"],
    ["bridges: {lan: {list: [a]}}", "bridges.lan: there is no such bridge yet"],
    ["bridges: {port: {if: ng0, upper: true}}\nports: {upper: {rate: 1M}}", "one variable"],
  ] as const) {
    const { status, stderr } = await apply(lab, `${document}\n`);
    expect([status === 0, stderr]).toEqual([false, expect.stringContaining(said)]);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect(snapshot(lab)).toEqual(before);
  }
});

test("a change that nobody confirms goes back", async () => {
  const lab = buddyLab();
  await applied(lab, "enable: true\nbridges: {lan: {if: vtnet0, list: [a]}}\n");
  const before = snapshot(lab);
  expect((await apply(lab, "bridges: {lan: null}\n", " --confirm 60")).status).toBe(0);
  expect(snapshot(lab).graph).not.toEqual(before.graph);
  lab.lab.clock.advance(61_000);
  for (let turns = 0; turns < 1000; turns++) await new Promise((resolve) => setImmediate(resolve));
  expect(snapshot(lab)).toEqual(before);
});

test("a document comes by standard input too, and its absence is said", async () => {
  const lab = buddyLab();
  expect(await lab.run("ngbuddy apply")).toMatchObject({ status: 64 });
  expect(await lab.run("ngbuddy apply -f /root/none.yaml")).toMatchObject({
    status: 66,
    stderr: "ngbuddy: apply: there is no file /root/none.yaml\n",
  });
});

const host: HostDescription = recordedHost;
const pick = <T>(chance: number, value: fc.Arbitrary<T>) =>
  fc.option(value, { nil: undefined, freq: chance });
const guest = fc.constantFrom("g1", "g2", "g3", "g4", "g-5");

/** Settings as a person might have them: bridges on NICs, on VLANs and on eifaces of their own. */
const settings = fc.record({
  hooks: pick(1, fc.constantFrom("link", "uplink")),
  seed: pick(2, fc.constantFrom("YES", "NO", "a seed")),
  lan: pick(
    4,
    fc.record({ upper: pick(1, fc.boolean()), uplink: pick(1, fc.boolean()), host: fc.boolean() }),
  ),
  vlans: fc.uniqueArray(fc.constantFrom("10", "20", "10.20"), { maxLength: 3 }),
  member: fc.boolean(),
  priv: pick(4, fc.record({ mtu: pick(1, fc.constantFrom(1400, 9000)), persistent: fc.boolean() })),
  lists: fc.tuple(fc.uniqueArray(guest), fc.uniqueArray(guest)),
  pins: fc.uniqueArray(guest, { maxLength: 2 }),
  port: pick(2, fc.constantFrom("rate=1M", "guard isolate", "rate=2M/1M guard", "isolate")),
});

function linesOf(random: typeof settings extends fc.Arbitrary<infer T> ? T : never): string[] {
  const { hooks, seed, lan, vlans, member, priv, lists, pins, port } = random;
  const [first, second] = lists;
  const yes = (value: boolean) => (value ? "YES" : "NO");
  const line = (name: string, value: string | number | undefined) =>
    value === undefined || value === "" ? [] : [`ngbuddy_${name}="${value}"`];
  return [
    ...line("enable", "YES"),
    ...line("public_hooks", hooks),
    ...line("set_mac", seed),
    ...(lan === undefined
      ? []
      : [
          ...line("lan_if", "vtnet0"),
          ...line("lan_list", first.join(" ")),
          ...line("lan_upper", lan.upper === undefined ? undefined : yes(lan.upper)),
          ...line("lan_uplink", lan.uplink === undefined ? undefined : yes(lan.uplink)),
          ...(lan.host ? line("lan_host", "lan0") : []),
          ...(member ? line("lan_members", "vtnet1") : []),
        ]),
    ...vlans.flatMap((tag) => {
      const name = `v${tag.replace(".", "_")}`;
      return [...line(`${name}_if`, "vtnet0"), ...line(`${name}_vlan`, tag)];
    }),
    ...(priv === undefined
      ? []
      : [
          ...line("priv_if", "nghost0"),
          ...line(
            "priv_list",
            (lan === undefined ? second : second.filter((one) => !first.includes(one))).join(" "),
          ),
          ...line("priv_mtu", priv.mtu),
          ...line("priv_persistent", yes(priv.persistent)),
        ]),
    ...pins.flatMap((name, at) => line(`mac_${name.replace("-", "_")}`, `02:00:00:00:00:0${at}`)),
    ...line("port_g1", port),
  ];
}

/** A graph without what differs between two hosts that are made alike: the numbers of links are given in the order of making. */
function graphOf(lab: BuddyLab) {
  const { graph, interfaces, network } = snapshot(lab);
  const unnumbered = (line: string) =>
    line
      .replaceAll(/link\d+/g, "link")
      .replace(/\[(.*)\]/, (_, hooks: string) => `[${hooks.split(", ").sort().join(", ")}]`);
  return { graph: graph.map(unnumbered), interfaces, network };
}

test("what one host exports makes the same graph on an empty one, and changes nothing there afterwards", async () => {
  await fc.assert(
    fc.asyncProperty(settings, async (random) => {
      const one = buddyLab({ description: host });
      const text = one.files.read("/etc/rc.conf");
      one.files.write("/etc/rc.conf", `${text}${linesOf(random).join("\n")}\n`);
      const started = await one.run("ngbuddy start");
      // What start refuses no document can make.
      fc.pre(started.status === 0);
      const document = await one.out("ngbuddy export");
      const other = buddyLab({ description: host });
      await applied(other, document);
      expect(graphOf(other)).toEqual(graphOf(one));
      // There the eiface of the host keeps its NIC's address.
      if (!random.lan?.host) expect(await other.out("ngbuddy export")).toBe(document);
    }),
    { numRuns: 10 },
  );
}, 60_000);

test("from any settings to any others: as if they had been there from the beginning", async () => {
  await fc.assert(
    fc.asyncProperty(settings, settings, async (from, to) => {
      const [lab, fresh] = [buddyLab({ description: host }), buddyLab({ description: host })];
      const documentOfLines = async (lines: string[]) => {
        const scratch = buddyLab({ description: host });
        const text = scratch.files.read("/etc/rc.conf");
        scratch.files.write("/etc/rc.conf", `${text}${lines.join("\n")}\n`);
        fc.pre((await scratch.run("ngbuddy start -n")).status === 0);
        return await scratch.out("ngbuddy export");
      };
      const [first, second] = [
        await documentOfLines(linesOf(from)),
        await documentOfLines(linesOf(to)),
      ];
      // Each NIC has a node as soon as the module is there.
      for (const one of [lab, fresh]) await one.out("kldload ng_ether");
      await applied(fresh, second);
      await applied(lab, first);
      await applied(lab, `complete: true\n${second}`);
      expect(graphOf(lab).graph).toEqual(graphOf(fresh).graph);
    }),
    { numRuns: 10 },
  );
}, 60_000);

test("a guest that keeps the Ethernet address it has is told, with the one that it gets", async () => {
  const lab = buddyLab();
  await applied(lab, "enable: true\nbridges: {private: {if: gw0, list: [a, b]}}\n");
  await lab.out("ngbuddy jail c private");
  await lab.out("jail -c name=web path=/ vnet vnet.interface=a persist");
  const has = /ether (\S+)/.exec(await lab.out("ifconfig -j web a"))![1];
  lab.files.write(
    "/tmp/net.yaml",
    "mac: {pinned: {a: '02:00:00:00:00:01', b: '02:00:00:00:00:02', c: '02:00:00:00:00:03'}}\n",
  );
  const { status, stderr } = await lab.run("ngbuddy apply -f /tmp/net.yaml");
  expect([status, stderr.trim().split("\n").sort()]).toEqual([
    0,
    [
      `ngbuddy: a in jail web keeps its Ethernet address ${has} until the jail is started anew, and gets 02:00:00:00:00:01 then`,
      expect.stringMatching(
        /^ngbuddy: c keeps its Ethernet address.* until it is made anew, and gets 02:00:00:00:00:03 then$/,
      ),
    ],
  ]);
  expect(await lab.out("ifconfig -j web a")).toContain(`ether ${has}`);
  expect(await lab.out("ifconfig b")).toContain("ether 02:00:00:00:00:02");
  expect((await lab.run("ngbuddy apply -f /tmp/net.yaml")).stderr).toBe("");
});

test("a bhyve machine is on its bridge again when that is made anew", async () => {
  const lab = buddyLab();
  await applied(lab, "bridges: {lan: {if: vtnet0}}\n");
  await plugIn(lab, ["lan", "link5"]);
  const links = () => snapshot(lab).graph.find((line) => line.startsWith("lan "));
  expect(links()).toContain("vmlink");
  await applied(lab, "bridges: {lan: {uplink: false}}\n");
  expect(links()).toMatch(/link\d+ vtnet0:lower.*:vmlink|:vmlink.*link\d+ vtnet0:lower/);
});

test("a wrong document is told in one line with its place, and the host stays as it was", async () => {
  const lab = buddyLab();
  const before = snapshot(lab);
  for (const subcommand of ["apply", "diff"]) {
    write(lab, "bridges:\n  public:\n    if: em 0\n");
    expect(await lab.run(`ngbuddy ${subcommand} -f ${FILE}`)).toEqual({
      status: 65,
      stdout: "",
      stderr: `ngbuddy: ${FILE}:3:5: bridges.public.if: "em 0" is no name of an interface; ifconfig -l lists them\n`,
    });
  }
  expect(snapshot(lab)).toEqual(before);
});

test("what an rc.conf has that nobody can use is left out of its document, and said", async () => {
  const lab = buddyLab();
  const text = lab.files.read("/etc/rc.conf");
  lab.files.write(
    "/etc/rc.conf",
    `${text}ngbuddy_lan_if="vtnet0"\nngbuddy_lan_list="a \\\`reboot\\\`"\nngbuddy_set_mac_hash="rm -rf /"\nngbuddy___proto___if="vtnet1"\n`,
  );
  const { status, stdout, stderr } = await lab.run("ngbuddy export");
  expect(status).toBe(78);
  expect(stderr.trim().split("\n")).toHaveLength(3);
  expect(stdout).not.toMatch(/reboot|rm -rf|__proto__/);
  expect((await apply(buddyLab(), stdout)).status).toBe(0);
});

test("a host whose NIC asks for its address by DHCP asks so again when it comes back from an eiface", async () => {
  const [nic, ...others] = recordedHost.interfaces;
  const interfaces = [
    { ...nic!, lan: [{ inet: "10.0.2.2" }], dhcp: { routers: ["10.0.2.2"] } },
    ...others,
  ];
  const lab = buddyLab({ description: { ...recordedHost, interfaces } });
  await lab.out("sysrc ifconfig_vtnet0=DHCP");
  await lab.out("dhclient vtnet0");
  await applied(lab, "bridges: {lan: {if: vtnet0, host: lan0}}\n");
  expect((await apply(lab, "bridges: {lan: {host: null}}\n", " -n")).stdout).toContain(
    "start dhclient(8) on vtnet0",
  );
  await applied(lab, "bridges: {lan: {host: null}}\n");
  expect(variableIn(lab, "ifconfig_vtnet0")).toMatch(/DHCP/);
  expect(await lab.out("ifconfig vtnet0")).toContain("inet 10.0.2.");
});
