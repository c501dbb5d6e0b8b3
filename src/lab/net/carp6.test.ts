/** Virtual hosts of carp(4) with IPv6 addresses. */
import { describe, expect, test } from "bun:test";
import { bridgeWith, makeJail, testLab } from "../../../test/support/lab.ts";
import { formatIpv6 } from "../wire/address.ts";
import { decodeAdvertisement } from "../wire/carp.ts";
import { etherType } from "../wire/ethernet.ts";
import { readIp6 } from "../wire/ip6.ts";

const SHARED = "2001:db8:8::100";

/** Two jails on a netgraph bridge with the host, 2001:db8:8::11 and ::12. */
async function cluster(words = `inet6 vhid 1 pass x alias ${SHARED}/64`) {
  const made = testLab();
  const { lab, out, run, clock } = made;
  bridgeWith(lab, ["h", "c1", "c2"]);
  await out("kldload carp");
  await out("ifconfig h inet6 2001:db8:8::1/64");
  const jails = ["c1", "c2"].map((name) => makeJail(lab, name));
  const inJail = (name: string, line: string) => out(line, { jail: lab.jails.find(name)! });
  for (const [index, { name }] of jails.entries()) {
    await out(`ifconfig ${name} vnet ${name}`);
    await inJail(name, `ifconfig ${name} inet6 2001:db8:8::1${index + 1}/64`);
  }
  clock.advance(2000);
  await out("dmesg -c");
  await inJail("c1", `ifconfig c1 ${words}`);
  await inJail("c2", `ifconfig c2 ${words.replace("vhid 1", "vhid 1 advskew 100")}`);
  clock.advance(6000);
  const states = async () => {
    const texts = await Promise.all(jails.map((jail) => run(`ifconfig ${jail.name}`, { jail })));
    return texts.map(({ stdout }) => /carp: (\w+)/.exec(stdout)?.[1] ?? "none");
  };
  return { ...made, inJail, states };
}

describe("two jails that share an IPv6 address", () => {
  test("elect one, show it behind the address, and say so in the kernel's log", async () => {
    const { out, inJail, states } = await cluster();
    expect(await states()).toEqual(["MASTER", "BACKUP"]);
    expect((await out("dmesg -c")).split("\n").slice(0, -1)).toEqual([
      "c1: promiscuous mode enabled",
      "carp: 1@c1: INIT -> BACKUP (initialization complete)",
      "c2: promiscuous mode enabled",
      "carp: 1@c2: INIT -> BACKUP (initialization complete)",
      "carp: 1@c1: BACKUP -> MASTER (master timed out)",
    ]);
    for (const name of ["c1", "c2"]) {
      const shown = await inJail(name, `ifconfig ${name}`);
      expect(shown).toContain(`\tinet6 ${SHARED} prefixlen 64 vhid 1\n`);
      expect(shown).toContain("\t      peer 224.0.0.18 peer6 ff02::12\n");
    }
  });

  test("are the master's, with the virtual Ethernet address, and no route of the backup", async () => {
    const { out, inJail } = await cluster();
    expect(await out(`ping -c 1 ${SHARED}`)).toContain("1 packets received");
    expect(await out("ndp -an")).toMatch(/^2001:db8:8::100 +00:00:5e:00:01:01 +h /m);
    expect(await inJail("c1", "netstat -rn6")).toMatch(/^2001:db8:8::100 +link#\d+ +UHS +lo0$/m);
    expect(await inJail("c2", "netstat -rn6")).not.toContain(SHARED);
    // What the master sends of its own accord comes from its own address.
    expect(await inJail("c1", "ping -c 1 2001:db8:8::1")).toContain("2001:db8:8::11 --> ");
  });

  test("are advertised every second to ff02::12 from the virtual Ethernet address", async () => {
    const { lab, clock } = await cluster();
    const frames: Uint8Array[] = [];
    lab.host.interface("h")!.watch((frame, way) => way === "in" && frames.push(frame.slice()));
    clock.advance(3000);
    expect(frames.length).toBe(3);
    const [frame] = frames as [Uint8Array];
    expect(Buffer.from(frame.subarray(0, 12)).toString("hex")).toBe("33330000001200005e000101");
    expect(etherType(frame)).toBe(0x86dd);
    // DSCP 56
    expect([frame[14], frame[15]]).toEqual([0x6e, 0]);
    const packet = readIp6(frame.subarray(14))!;
    expect(packet).toMatchObject({ protocol: 112, hopLimit: 255 });
    expect(formatIpv6(packet.source)).toStartWith("fe80::");
    expect(decodeAdvertisement(packet.payload)).toMatchObject({ vhid: 1, advbase: 1, advskew: 0 });
  });

  test("go to the other when the master's interface goes down, who tells everybody", async () => {
    const { out, inJail, clock, states } = await cluster();
    await out(`ping -c 1 ${SHARED}`);
    await inJail("c1", "ifconfig c1 down");
    clock.advance(6000);
    expect(await states()).toEqual(["INIT", "MASTER"]);
    expect(await out(`ping -c 1 ${SHARED}`)).toContain("1 packets received");
    await inJail("c1", "ifconfig c1 up");
    clock.advance(6000);
    expect(await states()).toEqual(["BACKUP", "MASTER"]);
    expect(await out(`ping -c 1 ${SHARED}`)).toContain("1 packets received");
  });

  test("have two masters when pf does not pass protocol 112, until it does", async () => {
    const { lab, out, inJail, clock, states } = await cluster();
    await out("kldload pf");
    lab.files.write("/tmp/carp.pf", "block in quick proto carp\n");
    for (const name of ["c1", "c2"]) await inJail(name, "pfctl -q -e -f /tmp/carp.pf");
    clock.advance(12_000);
    expect(await states()).toEqual(["MASTER", "MASTER"]);
    for (const name of ["c1", "c2"]) await inJail(name, "pfctl -q -d");
    clock.advance(8000);
    expect(await states()).toEqual(["MASTER", "BACKUP"]);
  });

  test("are gone with the last address, and with the interface", async () => {
    const { out, inJail, clock, states } = await cluster();
    await inJail("c1", `ifconfig c1 inet6 ${SHARED} -alias`);
    clock.advance(6000);
    expect(await states()).toEqual(["none", "MASTER"]);
    await out("ifconfig c2 -vnet c2");
    expect(await out("ifconfig c2")).not.toContain("carp:");
  });

  test("are one virtual host together with an IPv4 address, which has to be heard by both", async () => {
    const { lab, out, inJail, clock, states } = await cluster();
    for (const [index, name] of ["c1", "c2"].entries()) {
      await inJail(name, `ifconfig ${name} inet 10.8.0.1${index}/24`);
      await inJail(name, `ifconfig ${name} vhid 1 alias 10.8.0.100/32`);
    }
    clock.advance(10_000);
    expect(await states()).toEqual(["MASTER", "BACKUP"]);
    await out("kldload pf");
    lab.files.write("/tmp/six.pf", "block in quick inet proto carp\n");
    await inJail("c2", "pfctl -q -e -f /tmp/six.pf");
    await out("dmesg -c");
    clock.advance(5000);
    expect((await out("dmesg -c")).split("\n").slice(0, 2)).toEqual([
      "carp: 1@c2: BACKUP -> MASTER (master timed out)",
      "carp: 1@c2: MASTER -> BACKUP (more frequent advertisement received)",
    ]);
  });
});

test("a shared IPv6 address is refused where there is no carp(4)", async () => {
  const { lab, run } = testLab();
  bridgeWith(lab, ["h"]);
  expect(await run(`ifconfig h inet6 vhid 1 alias ${SHARED}/64`)).toMatchObject({
    status: 1,
    stderr: "ifconfig: ioctl (SIOCAIFADDR): Protocol not supported\n",
  });
});
