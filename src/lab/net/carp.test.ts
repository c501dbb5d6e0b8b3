/** Virtual hosts of carp(4) between jails (ip_carp.c; recordings 70 and 71). */
import { describe, expect, test } from "bun:test";
import { bridgeWith, makeJail, type TestLab, testLab } from "../../../test/support/lab.ts";
import { etherType } from "../wire/ethernet.ts";
import { readIp } from "../wire/ip.ts";

type Run = (line: string) => Promise<string>;

interface Cluster extends TestLab {
  readonly c1: Run;
  readonly c2: Run;
  /** What each of the two says of its virtual host. */
  states(): Promise<string[]>;
  /** The kernel's lines since the last look. */
  log(): Promise<string[]>;
}

/** Two jails on a netgraph bridge with the host, 10.8.0.11 and 10.8.0.12. */
async function cluster(): Promise<Cluster> {
  const lab = testLab();
  bridgeWith(lab.lab, ["h", "c1", "c2"]);
  await lab.out("kldload carp");
  await lab.out("ifconfig h 10.8.0.1/24 up");
  const jails = ["c1", "c2"].map((name) => makeJail(lab.lab, name));
  const [c1, c2] = jails.map(
    (jail): Run =>
      (line) =>
        lab.out(line, { jail }),
  ) as [Run, Run];
  for (const [index, run] of [c1, c2].entries()) {
    await lab.out(`ifconfig c${index + 1} vnet c${index + 1}`);
    await run(`ifconfig c${index + 1} inet 10.8.0.1${index + 1}/24 up`);
  }
  await lab.out("dmesg -c");
  return {
    ...lab,
    c1,
    c2,
    async states() {
      const shown = jails.map((jail, index) => lab.run(`ifconfig c${index + 1}`, { jail }));
      const texts = (await Promise.all(shown)).map(({ stdout }) => stdout);
      return texts.map((text) => /carp: (\w+)/.exec(text)?.[1] ?? "none");
    },
    async log() {
      return (await lab.out("dmesg -c")).split("\n").slice(0, -1);
    },
  };
}

/** Both have the address, c1 the greater right. */
async function elected(): Promise<Cluster> {
  const made = await cluster();
  await made.c1("ifconfig c1 vhid 1 pass x alias 10.8.0.100/32");
  await made.c2("ifconfig c2 vhid 1 advskew 100 pass x alias 10.8.0.100/32");
  made.clock.advance(6000);
  return made;
}

describe("two jails that share an address by CARP", () => {
  test("elect the one that would advertise more often, and say so in the kernel's log", async () => {
    const { c1, states, log } = await elected();
    expect(await states()).toEqual(["MASTER", "BACKUP"]);
    expect(await log()).toEqual([
      "c1: promiscuous mode enabled",
      "carp: 1@c1: INIT -> BACKUP (initialization complete)",
      "c2: promiscuous mode enabled",
      "carp: 1@c2: INIT -> BACKUP (initialization complete)",
      "carp: 1@c1: BACKUP -> MASTER (master timed out)",
    ]);
    const shown = await c1("ifconfig c1");
    expect(shown).toContain(
      "\tinet 10.8.0.100 netmask 0xffffffff broadcast 10.8.0.100 vhid 1\n\tcarp: MASTER vhid 1 advbase 1 advskew 0\n\t      peer 224.0.0.18 peer6 ff02::12\n\tmedia:",
    );
    expect(shown).toContain("1008943<UP,BROADCAST,RUNNING,PROMISC,SIMPLEX,MULTICAST,LOWER_UP>");
  });

  test("answer at the address with the virtual Ethernet address, from wherever the master is", async () => {
    const { out, c2, states } = await elected();
    expect(await out("ping -c 1 10.8.0.100")).toContain("1 packets received");
    expect(await out("arp -an")).toContain("(10.8.0.100) at 00:00:5e:00:01:01 on h");
    // The backup has it as everybody has: by the master.
    expect(await c2("ping -c 1 10.8.0.100")).toContain("1 packets received");
    expect(await states()).toEqual(["MASTER", "BACKUP"]);
  });

  test("advertise by frames that others can read: every second, to the group, from the virtual address", async () => {
    const { lab, clock } = await elected();
    const frames: Uint8Array[] = [];
    lab.host.interface("h")!.watch((frame, way) => way === "in" && frames.push(frame.slice()));
    clock.advance(3000);
    expect(frames.length).toBe(3);
    const [frame] = frames as [Uint8Array];
    expect(Buffer.from(frame.subarray(0, 12)).toString("hex")).toBe("01005e00001200005e000101");
    expect(etherType(frame)).toBe(0x0800);
    expect(frame.length).toBe(70);
    const packet = readIp(frame.subarray(14))!;
    expect(packet).toMatchObject({ protocol: 112, ttl: 255, tos: 0xe0, dontFragment: true });
  });

  test("fail over when the master's jail goes, and do not give it back unless they preempt", async () => {
    const { lab, out, c2, clock, states, log } = await elected();
    await log();
    await out("ifconfig c1 -vnet c1");
    clock.advance(6000);
    expect(await states()).toEqual(["none", "MASTER"]);
    expect(await log()).toEqual([
      "carp: 1@c1: MASTER -> INIT (hardware interface down)",
      "carp: demoted by 240 to 240 (interface down)",
      "carp: demoted by -240 to 0 (vhid removed)",
      "c1: promiscuous mode disabled",
      "carp: 1@c2: BACKUP -> MASTER (master timed out)",
    ]);
    expect(await out("ping -c 1 10.8.0.100")).toContain("1 packets received");
    await out("ifconfig c1 vnet c1");
    const c1 = lab.jails.find("c1")!;
    await out("ifconfig c1 inet 10.8.0.11/24 up", { jail: c1 });
    await out("ifconfig c1 vhid 1 pass x alias 10.8.0.100/32", { jail: c1 });
    clock.advance(6000);
    expect(await states()).toEqual(["BACKUP", "MASTER"]);
    await out("sysctl net.inet.carp.preempt=1", { jail: c1 });
    clock.advance(3000);
    expect(await states()).toEqual(["MASTER", "BACKUP"]);
    expect((await log()).slice(-3)).toEqual([
      "carp: 1@c1: BACKUP -> MASTER (preempting a slower master)",
      "carp: 1@c2: MASTER -> BACKUP (more frequent advertisement received)",
      "in_scrubprefix: err=65, prefix delete failed",
    ]);
    expect(await c2("netstat -rn4")).not.toContain("10.8.0.100");
  });

  test("fail over when the master's link goes", async () => {
    const { out, clock, states, log } = await elected();
    await log();
    await out("ngctl rmhook ngeth1: ether");
    clock.advance(6000);
    expect(await states()).toEqual(["INIT", "MASTER"]);
    expect(await log()).toEqual([
      "c1: link state changed to DOWN",
      "carp: 1@c1: MASTER -> INIT (hardware interface down)",
      "carp: demoted by 240 to 240 (interface down)",
      "carp: 1@c2: BACKUP -> MASTER (master timed out)",
    ]);
  });

  test("are both masters when they do not believe each other", async () => {
    const { c1, c2, clock, states } = await cluster();
    await c1("ifconfig c1 vhid 1 pass x alias 10.8.0.100/32");
    await c2("ifconfig c2 vhid 1 pass y alias 10.8.0.100/32");
    clock.advance(6000);
    expect(await states()).toEqual(["MASTER", "MASTER"]);
  });

  test("change places when they are told to", async () => {
    const { c1, c2, clock, states } = await elected();
    await c1("ifconfig c1 vhid 1 state backup");
    expect(await states()).toEqual(["BACKUP", "BACKUP"]);
    await c2("ifconfig c2 vhid 1 state master");
    clock.advance(10_000);
    expect(await states()).toEqual(["BACKUP", "MASTER"]);
  });

  test("let the other be master when they are demoted", async () => {
    const { c1, c2, clock, states, log } = await elected();
    await c2("sysctl net.inet.carp.preempt=1");
    await log();
    await c1("sysctl net.inet.carp.demotion=240");
    clock.advance(10_000);
    expect(await states()).toEqual(["BACKUP", "MASTER"]);
    expect((await log())[0]).toBe("carp: demoted by 240 to 240 (sysctl)");
    expect(await c1("sysctl -n net.inet.carp.demotion")).toBe("240\n");
  });

  test("rest while net.inet.carp.allow is 0", async () => {
    const { c1, clock, states } = await elected();
    await c1("sysctl net.inet.carp.allow=0");
    clock.advance(10_000);
    expect(await states()).toEqual(["INIT", "MASTER"]);
    await c1("sysctl net.inet.carp.allow=1");
    clock.advance(10_000);
    expect(await states()).toEqual(["BACKUP", "MASTER"]);
  });
});

describe("ifconfig refuses of a virtual host", () => {
  const refusals = [
    ["ifconfig h vhid 0 alias 10.8.0.100/32", "vhid must be greater than 0 and less than 255"],
    ["ifconfig h advskew 3", "advskew requires vhid"],
    ["ifconfig h pass x", "passwd requires vhid"],
    ["ifconfig h vhid 1 state sleeping", "unknown state"],
    ["ifconfig h vhid 1 advskew 255", "SIOCSVH: Invalid argument"],
    ["ifconfig h vhid 1 advbase 256", "SIOCSVH: Invalid argument"],
    ["ifconfig lo0 vhid 1 alias 10.8.0.100/32", "ioctl (SIOCAIFADDR): Protocol not available"],
  ] as const;
  test.each(refusals)("%s", async (line, complaint) => {
    const { run } = await cluster();
    expect(await run(line)).toMatchObject({ status: 1, stderr: `ifconfig: ${complaint}\n` });
  });

  test("an address of one without the module", async () => {
    const { lab, run } = testLab();
    const jail = makeJail(lab, "j");
    bridgeWith(lab, ["j"]);
    await run("ifconfig j vnet j");
    const line = "ifconfig j vhid 1 pass x alias 10.8.0.100/32";
    expect(await run(line, { jail })).toMatchObject({
      status: 1,
      stderr: "ifconfig: ioctl (SIOCAIFADDR): permission denied\n",
    });
    expect((await run("sysctl net.inet.carp")).stderr).toBe(
      "sysctl: unknown oid 'net.inet.carp'\n",
    );
  });
});

test("an if_bridge(4) says where a shared address moves between two masters, until it is told not to", async () => {
  const { lab, clock, out } = testLab();
  await out("kldload carp");
  for (const index of [0, 1]) {
    await out("ifconfig epair create");
    makeJail(lab, `d${index}`);
    await out(`ifconfig epair${index}b vnet d${index}`);
    await out(`ifconfig epair${index}a up`);
  }
  await out("ifconfig bridge create name br8");
  await out("ifconfig br8 addm epair0a addm epair1a up");
  for (const index of [0, 1]) {
    const jail = lab.jails.find(`d${index}`)!;
    await out(`ifconfig epair${index}b inet 10.8.1.1${index}/24 up`, { jail });
    await out(`ifconfig epair${index}b vhid 1 pass x${index} alias 10.8.1.100/32`, { jail });
  }
  await out("dmesg -c");
  clock.advance(5000);
  const moves = (await out("dmesg -c")).split("\n").filter((line) => line.startsWith("br8:"));
  expect(moves.slice(0, 2)).toEqual([
    "br8: mac address 00:00:5e:00:01:01 vlan 0 moved from epair0a to epair1a",
    "br8: mac address 00:00:5e:00:01:01 vlan 0 moved from epair1a to epair0a",
  ]);
  await out("sysctl net.link.bridge.log_mac_flap=0");
  clock.advance(5000);
  expect(await out("dmesg -c")).toBe("");
});
