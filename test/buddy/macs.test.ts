/** Addresses that are pinned, made of a seed of the host's own, and handed to a DHCP server. */
import { describe, expect, test } from "bun:test";
import { buddyLab } from "../support/buddylab.ts";
import { recordedHost } from "../support/lab.ts";

const etherOf = async (buddy: ReturnType<typeof buddyLab>, name: string) =>
  /\tether (\S+)/.exec(await buddy.out(`ifconfig ${name}`))![1]!;

test("two hosts that enable sets up have other addresses for jails of the same name, which a new host name leaves", async () => {
  const on = async (hostname: string) => {
    const buddy = buddyLab({ description: { ...recordedHost, hostname } });
    await buddy.out("ngbuddy enable");
    await buddy.out("ngbuddy start");
    await buddy.out("ngbuddy create web private");
    return buddy;
  };
  const one = await on("one");
  const two = await on("two");
  const ether = await etherOf(one, "web");
  expect(ether).not.toBe(await etherOf(two, "web"));
  await one.out("hostname renamed");
  await one.out("ngbuddy restart");
  expect(await etherOf(one, "web")).toBe(ether);
});

test("enable writes no seed where there are interfaces by now, or it is told not to", async () => {
  const fresh = buddyLab();
  expect(await fresh.out("ngbuddy enable --no-seed")).not.toContain("set_mac");
  // It has its bridges by now.
  expect(await fresh.out("ngbuddy enable")).not.toContain("set_mac");
  expect(await buddyLab().out("ngbuddy enable")).toMatch(/ngbuddy_set_mac: {2}-> [0-9a-f-]{36}\n$/);
});

describe("a pinned address", () => {
  const pinned = async (...lines: string[]) => {
    const buddy = buddyLab();
    await buddy.out("ngbuddy bridge lan ng0");
    for (const line of lines) await buddy.out(`sysrc ${line}`);
    return buddy;
  };

  test("is what an interface is made with, whatever its name hashes to", async () => {
    const buddy = await pinned("ngbuddy_set_mac=YES", "ngbuddy_mac_web_1=02:0:0:0:0:a");
    await buddy.out("ngbuddy jail web-1");
    expect(await etherOf(buddy, "web-1")).toBe("02:00:00:00:00:0a");
    expect(await buddy.out("ngctl msg lan: gettable")).toContain("addr=02:00:00:00:00:0a");
    expect(await buddy.out("ngbuddy mac web-1")).toBe(
      "02:00:00:00:00:0a\nweb-1: rc.conf gives it by ngbuddy_mac_web_1\n",
    );
  });

  test("is refused when another interface has it, by whichever variable", async () => {
    const buddy = await pinned("ngbuddy_mac_a=02:0:0:0:0:a", "ngbuddy_mac_b=02:0:0:0:0:a");
    await buddy.out("ngbuddy jail a");
    expect(await buddy.run("ngbuddy jail b")).toMatchObject({
      status: 78,
      stderr:
        "ngbuddy: the address of b would be 02:00:00:00:00:0a, which the interface a has; change ngbuddy_mac_b in rc.conf\n",
    });
  });

  test("that is none is refused, and nothing is made", async () => {
    const buddy = await pinned("ngbuddy_mac_a=yes");
    const { status, stderr } = await buddy.run("ngbuddy jail a");
    expect(status).toBe(78);
    expect(stderr).toMatch(/ngbuddy_mac_a: "yes" is no address; give six bytes, such as 02:/);
    expect((await buddy.run("ngctl show a:")).status).not.toBe(0);
  });
});

describe("the table of all addresses", () => {
  async function withThree() {
    const buddy = buddyLab();
    await buddy.out("ngbuddy bridge lan ng0");
    await buddy.out("sysrc ngbuddy_mac_ng0=02:0:0:0:0:1 ngbuddy_mac_a=02:0:0:0:0:a");
    await buddy.out("sysrc ngbuddy_mac_b=02:0:0:0:0:b ngbuddy_lan_list=b");
    await buddy.out("ngbuddy restart");
    await buddy.out("ngbuddy jail a");
    await buddy.out("jail -c name=a path=/ vnet vnet.interface=a persist");
    return buddy;
  }

  test("has those that are there, in jails too, and is written for each server", async () => {
    const buddy = await withThree();
    expect(await buddy.out("ngbuddy mac --all")).toBe(
      "02:00:00:00:00:0a  a    on lan\n02:00:00:00:00:0b  b    on lan\n02:00:00:00:00:01  ng0  on lan\n",
    );
    expect(await buddy.out("ngbuddy mac --format dnsmasq")).toContain(
      "dhcp-host=02:00:00:00:00:0a,a\n",
    );
    expect(await buddy.out("ngbuddy mac --all --format isc")).toContain(
      "host b { hardware ethernet 02:00:00:00:00:0b; }\n",
    );
    expect(JSON.parse(await buddy.out("ngbuddy mac --format kea"))[0]).toEqual({
      "hw-address": "02:00:00:00:00:0a",
      hostname: "a",
    });
    expect(JSON.parse(await buddy.out("ngbuddy mac --all --json")).addresses[1]).toEqual({
      name: "b",
      address: "02:00:00:00:00:0b",
      bridge: "lan",
      exists: true,
    });
  });

  test("has one that rc.conf lists before it is made, with the address it will get", async () => {
    const buddy = await withThree();
    await buddy.out("sysrc ngbuddy_lan_list=c ngbuddy_mac_c=02:0:0:0:0:c");
    expect(await buddy.out("ngbuddy mac --all")).toContain("02:00:00:00:00:0c  c ");
  });

  test("writes no line of a server's that a node's name asks for", async () => {
    const buddy = await withThree();
    await buddy.lab.capture(["ngctl", "name", "b:", "x\ndhcp-script=/tmp/y"]);
    for (const format of ["dnsmasq", "isc", "kea"]) {
      const { stdout, stderr } = await buddy.run(`ngbuddy mac --format ${format}`);
      expect(stdout).not.toContain("dhcp-script");
      expect(stderr).toMatch(/is left out: no DHCP server takes that for a host's name\n$/);
      expect(stderr.trim().split("\n").length).toBe(1);
    }
  });

  test("of a format that there is not, or of one interface, is refused", async () => {
    const buddy = buddyLab();
    for (const [words, why] of [
      [
        "mac --format bind",
        "--format bind: there is no such format; give one of dnsmasq, kea, isc, json",
      ],
      ["mac", "mac: INTERFACE is missing; give one, or --all"],
      ["mac a --all", "mac: --all is for every interface, and a is one; leave one of them out"],
    ] as const)
      expect(await buddy.run(`ngbuddy ${words}`)).toMatchObject({
        status: 64,
        stderr: `ngbuddy: ${why}\n`,
      });
  });
});
