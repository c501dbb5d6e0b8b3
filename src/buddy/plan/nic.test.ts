/** A bridge on a NIC: how the NIC is set, and which of its hooks are connected. */
import { describe, expect, test } from "bun:test";
import { buddyLab } from "../../../test/support/buddylab.ts";
import {
  both,
  itPlans,
  itRefuses,
  type Planner,
  planned,
  running,
} from "../../../test/support/plans.ts";
import { byCommands } from "../../host/commands.ts";
import type { Host } from "../../host/host.ts";
import { defaultHost, type HostDescription } from "../../lab/base/description.ts";
import { planBridging } from "./bridges.ts";
import { planEnable } from "./enable.ts";
import { planStart } from "./start.ts";

itPlans([
  [
    "a NIC that is down is brought up; uplink, MTU and persistence are as rc.conf says",
    ["lan_if=vtnet1", "lan_uplink=YES", "lan_mtu=9000", "lan_persistent=YES", "lan_list=a"],
    {},
    planStart,
    [
      "ifconfig vtnet1 up",
      "make vtnet1 promiscuous",
      "make vtnet1 leave source addresses as they are",
      "make bridge lan at vtnet1:lower (uplink1)",
      "connect vtnet1's upper hook to lan (uplink2)",
      "name the bridge lan",
      "keep lan when it has no links",
      "make eiface a on lan (link0)",
      "name its interface a, mtu 9000",
      "put the address of a into the table of lan",
    ],
  ],
  [
    "a NIC whose upper hook rc.conf does not want on the bridge gets the lower one only",
    ["lan_if=vtnet1", "lan_upper=NO"],
    {},
    planStart,
    [
      "ifconfig vtnet1 up",
      "make vtnet1 promiscuous",
      "make vtnet1 leave source addresses as they are",
      "make bridge lan at vtnet1:lower (uplink1)",
      "name the bridge lan",
    ],
    ["Created 1 links."],
  ],
  [
    "a bridge on a VLAN: its node has an underscore for the dot",
    ["lan_if=vtnet0.7"],
    { interfaces: ["vtnet0.7"] },
    planStart,
    [
      "make vtnet0.7 promiscuous",
      "make vtnet0.7 leave source addresses as they are",
      "make bridge lan at vtnet0_7:lower (uplink1)",
      "connect vtnet0.7's upper hook to lan (uplink2)",
      "name the bridge lan",
    ],
  ],
  [
    "an interface may be written as its node is called",
    ["lan_if=vtnet0_7"],
    { interfaces: ["vtnet0.7"] },
    planStart,
    [
      "make vtnet0.7 promiscuous",
      "make vtnet0.7 leave source addresses as they are",
      "make bridge lan at vtnet0_7:lower (uplink1)",
      "connect vtnet0.7's upper hook to lan (uplink2)",
      "name the bridge lan",
    ],
  ],
]);

itRefuses([
  [
    "a bridge on a loopback is refused: it is no Ethernet interface",
    both,
    running,
    (wanted, seen) => planBridging(wanted, seen, { name: "lan", interface: "lo0" }),
    "config",
    /lo0 is no Ethernet interface/,
  ],
  [
    "a NIC that is connected to a bridge of another name is refused",
    ["lan_if=vtnet0"],
    { nodes: ["x bridge"], links: ["x link0 vtnet0 lower"] },
    planStart,
    "unavailable",
    /the lower hook of vtnet0 is connected to x already/,
  ],
]);

const STATION =
  "whose access point takes frames with its own address alone; give guests a network behind it: ngbuddy network private 10.60.0.0/24 --nat --dhcp";

/** As ifconfig(8) of FreeBSD shows a wlan(4), in one way or the other. */
const wlan = (mode: "associated" | "running" | "no carrier") =>
  `wlan0: flags=8843<UP,BROADCAST> metric 0 mtu 1500\n\tether 02:00:00:00:00:03\n\tgroups: wlan\n\tmedia: IEEE 802.11 Wireless Ethernet MCS mode 11ng\n\tstatus: ${mode}\n`;
const lagg0 =
  "lagg0: flags=8843<UP,BROADCAST> metric 0 mtu 1500\n\tether 02:00:00:00:00:04\n\tlaggproto lacp\n\tlaggport: vtnet1 flags=1c<ACTIVE,COLLECTING,DISTRIBUTING>\n\tgroups: lagg\n";
const bridge0 =
  "bridge0: flags=8843<UP> metric 0 mtu 1500\n\tether 02:00:00:00:00:02\n\tmember: vtnet1 flags=143<>\n\tgroups: bridge\n";

const on =
  (iface: string): Planner =>
  (wanted, seen) =>
    planBridging(wanted, seen, { name: "lan", interface: iface });

itRefuses([
  [
    "no bridge is on a wireless station",
    [],
    { interfaces: [wlan("associated")] },
    on("wlan0"),
    "unavailable",
    new RegExp(`^bridge lan: wlan0 is a wireless station, ${STATION}$`),
  ],
  [
    "no bridge is on a wireless station that has found no access point yet",
    ["ifconfig_wlan0='WPA SYNCDHCP'"],
    { interfaces: [wlan("no carrier")] },
    on("wlan0"),
    "unavailable",
    /is a wireless station/,
  ],
  [
    "no bridge is on a port of a lagg(4)",
    [],
    { interfaces: [lagg0] },
    on("vtnet1"),
    "unavailable",
    /^bridge lan: vtnet1 is a port of lagg0, which takes all that comes in before a bridge could; give the bridge lagg0$/,
  ],
]);

describe("a bridge is on", () => {
  test.each([
    ["an access point", [], wlan("running"), "wlan0"],
    [
      "an access point that is not up yet",
      ["create_args_wlan0='wlanmode hostap'"],
      wlan("no carrier"),
      "wlan0",
    ],
    [
      "a station that passes on the frames of others",
      ["create_args_wlan0='wlanmode sta dwds'"],
      wlan("associated"),
      "wlan0",
    ],
    ["a lagg(4)", [], lagg0, "lagg0"],
  ])("%s", (_, rc: string[], iface, name) => {
    const { steps, notes } = planned(rc, { interfaces: [iface] }, on(name));
    expect(steps.map(({ description }) => description)).toContain(
      `make bridge lan at ${name}:lower (uplink1)`,
    );
    expect(notes).toEqual([]);
  });
});

test("a NIC that an if_bridge(4) has is said to leave two bridges apart, with what makes one of them", () => {
  const note =
    "vtnet1 is a member of bridge0, too, whose guests and those of lan do not reach one another; to have one bridge of all: ngbuddy adopt --host bridge0";
  expect(planned([], { interfaces: [bridge0] }, on("vtnet1")).notes).toEqual([note]);
  const enable: Planner = (wanted, seen) => planEnable(wanted, seen, undefined);
  expect(planned([], { interfaces: [bridge0], defaultRoute: "vtnet1" }, enable).notes).toEqual([
    note.replace("of lan", "of public"),
  ]);
});

test("members that cannot be on a bridge are left out, and said", () => {
  const rc = ["lan_if=vtnet0", "lan_members='wlan0 vtnet1'"];
  const { unmet, steps } = planned(rc, { interfaces: [wlan("associated"), lagg0] }, planStart);
  expect(unmet).toEqual([
    "bridge lan: ngbuddy_lan_members has wlan0, and wlan0 is a wireless station, whose access point takes frames with its own address alone",
    "bridge lan: ngbuddy_lan_members has vtnet1, and vtnet1 is a port of lagg0, which takes all that comes in before a bridge could",
  ]);
  expect(steps.map(({ description }) => description)).toContain("name the bridge lan");
});

describe("on a host with nothing but wireless", () => {
  const [nic] = defaultHost.interfaces;
  const laptop: HostDescription = {
    ...defaultHost,
    interfaces: [{ ...nic!, name: "wlan0", media: "IEEE 802.11 Wireless Ethernet MCS mode 11ng" }],
    routes: [{ destination: "default", gateway: "10.2.70.1", interface: "wlan0" }],
    files: {},
  };
  test.each<[string, (host: Host) => Host]>([
    ["by the kernel's calls", (host) => host],
    ["by commands", byCommands],
  ])("enable, %s, adds no public bridge, and says why", async (_, way) => {
    const { run, out } = buddyLab({ description: laptop, via: way });
    expect(await run("ngbuddy enable")).toMatchObject({
      status: 0,
      stderr: `ngbuddy: the default route leaves by wlan0, and wlan0 is a wireless station, ${STATION.replace(";", ", so no public bridge was added;")}\n`,
    });
    expect(await out("sysrc -a")).not.toContain("ngbuddy_public_if");
  });
});
