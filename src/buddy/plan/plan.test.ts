import { describe, expect, test } from "bun:test";
import { type Scene, seenOf, wantedBy } from "../../../test/support/seen.ts";
import { NameError } from "../../config/names.ts";
import type { Refusal } from "../refusal.ts";
import { planBridging, planUnbridge } from "./bridges.ts";
import { planEnable } from "./enable.ts";
import { planCreate, planDestroy, planJail, planUnjail } from "./guests.ts";
import { planStart } from "./start.ts";
import type { Plan } from "./step.ts";
import { planRestart, planStop } from "./stop.ts";
import type { Seen, Wanted } from "./wanted.ts";

const both = ["public_if=vtnet0", "private_if=nghost0"];
const running: Scene = {
  nodes: ["nghost0 eiface", "private bridge", "public bridge"],
  links: ["private link0 nghost0 ether", "public link1 vtnet0 lower", "public link2 vtnet0 upper"],
  interfaces: ["nghost0"],
};
/** The same with more nodes and links. */
const withMore = (nodes: string[], links: string[]): Scene => ({
  nodes: [...running.nodes!, ...nodes],
  links: [...running.links!, ...links],
  interfaces: running.interfaces!,
});
type Planner = (wanted: Wanted, seen: Seen) => Plan;
const planned = (rc: string[], scene: Scene, plan: Planner): Plan =>
  plan(wantedBy(...rc), seenOf(scene));
const steps = ({ steps }: Plan) => steps.map(({ description }) => description);

describe("what is planned", () => {
  const table: [
    name: string,
    rc: string[],
    scene: Scene,
    plan: Planner,
    steps: string[],
    done?: string[],
  ][] = [
    [
      "start makes each bridge with its list, in the order of the variables, links counted over all",
      [...both, "private_list='a b'"],
      {},
      planStart,
      [
        "make eiface nghost0",
        "name its interface nghost0, up",
        "make bridge private at nghost0:ether (link0)",
        "name the bridge private",
        "make eiface a on private (link1)",
        "name its interface a",
        "make eiface b on private (link2)",
        "name its interface b",
        "ifconfig vtnet0 -lro -tso4",
        "make vtnet0 promiscuous",
        "make vtnet0 leave source addresses as they are",
        "make bridge public at vtnet0:lower (link3)",
        "connect vtnet0's upper hook to public (link4)",
        "name the bridge public",
      ],
      ["Created 5 links."],
    ],
    [
      "start of what is there does nothing, and says how much there is",
      both,
      running,
      planStart,
      [],
      ["Netgraph already initialized with 3 links."],
    ],
    [
      "start goes on where another one stopped, and numbers on from what there is",
      [...both, "public_list=a"],
      {
        nodes: ["nghost0 eiface", "private bridge", "other bridge"],
        links: ["private link0 nghost0 ether"],
        interfaces: ["nghost0"],
      },
      planStart,
      [
        "ifconfig vtnet0 -lro -tso4",
        "make vtnet0 promiscuous",
        "make vtnet0 leave source addresses as they are",
        "make bridge public at vtnet0:lower (link1)",
        "connect vtnet0's upper hook to public (link2)",
        "name the bridge public",
        "make eiface a on public (link3)",
        "name its interface a",
      ],
      ["Created 3 links."],
    ],
    [
      "start connects what has come loose",
      [...both, "public_list=a"],
      {
        nodes: [...running.nodes!, "a eiface"],
        links: running.links!.slice(0, 2),
        interfaces: ["nghost0", "a"],
      },
      planStart,
      [
        "ifconfig vtnet0 -lro -tso4",
        "make vtnet0 promiscuous",
        "make vtnet0 leave source addresses as they are",
        "connect vtnet0's upper hook to public (link2)",
        "connect eiface a to public (link3)",
      ],
    ],
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
        "connect vtnet1's upper hook to lan (link1)",
        "name the bridge lan",
        "keep lan when it has no links",
        "make eiface a on lan (link2)",
        "name its interface a, mtu 9000",
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
        "make bridge lan at vtnet1:lower (link0)",
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
        "make bridge lan at vtnet0_7:lower (link0)",
        "connect vtnet0.7's upper hook to lan (link1)",
        "name the bridge lan",
      ],
    ],
    [
      "an eiface on two lists stays on the first",
      ["a_if=ng0", "a_list=x", "b_if=ng1", "b_list=x"],
      {
        nodes: ["ng0 eiface", "a bridge", "x eiface", "ng1 eiface", "b bridge"],
        links: ["a link0 ng0 ether", "a link1 x ether", "b link2 ng1 ether"],
        interfaces: ["ng0", "ng1"],
      },
      planStart,
      [],
    ],
    [
      "stop takes the bridges of rc.conf and all that is attached, and nobody else's",
      both,
      withMore(
        ["jail01 eiface", "other bridge", "o1 eiface"],
        ["public link3 jail01 ether", "other link4 o1 ether"],
      ),
      (wanted, seen) => planStop(wanted, seen, false),
      [
        "shut down bridge private",
        "shut down bridge public",
        "make vtnet0 no longer promiscuous",
        "shut down eiface nghost0",
        "shut down eiface jail01",
      ],
      ["Shut down 4 nodes."],
    ],
    [
      "stop --all takes every bridge and eiface",
      both,
      { nodes: ["x bridge", "y eiface"] },
      (wanted, seen) => planStop(wanted, seen, true),
      ["shut down bridge x", "shut down eiface y"],
      ["Shut down 2 nodes."],
    ],
    [
      "jail of one that has lost its bridge connects it again",
      both,
      withMore(["a eiface"], []),
      (wanted, seen) => planJail(wanted, seen, "a", "public"),
      ["connect eiface a to public (link3)"],
      ["a already exists."],
    ],
    [
      "an interface may be written as its node is called",
      ["lan_if=vtnet0_7"],
      { interfaces: ["vtnet0.7"] },
      planStart,
      [
        "make vtnet0.7 promiscuous",
        "make vtnet0.7 leave source addresses as they are",
        "make bridge lan at vtnet0_7:lower (link0)",
        "connect vtnet0.7's upper hook to lan (link1)",
        "name the bridge lan",
      ],
    ],
    [
      "restart numbers from nothing again",
      ["private_if=nghost0"],
      {
        nodes: ["nghost0 eiface", "private bridge"],
        links: ["private link7 nghost0 ether"],
        interfaces: ["nghost0"],
      },
      planRestart,
      [
        "shut down bridge private",
        "shut down eiface nghost0",
        "make eiface nghost0",
        "name its interface nghost0, up",
        "make bridge private at nghost0:ether (link0)",
        "name the bridge private",
      ],
    ],
    [
      "jail makes an interface with the address that rc.conf gives",
      [...both, "set_mac=YES"],
      { ...running, ethers: { a: "58:9c:fc:00:00:01" } },
      (wanted, seen) => planJail(wanted, seen, "a", "private"),
      ["make eiface a on private (link3), address 58:9c:fc:00:00:01", "name its interface a"],
    ],
    [
      "what rc.conf says of the interface itself is done too",
      [...both, "ifconfig_a='inet 10.0.0.1/24'", "ifconfig_a_alias0='inet 10.0.0.2/32'"],
      running,
      (wanted, seen) => planJail(wanted, seen, "a", "private"),
      [
        "make eiface a on private (link3)",
        "name its interface a",
        "ifconfig a inet 10.0.0.1/24 up",
        "ifconfig a inet 10.0.0.2/32 alias",
      ],
    ],
    [
      "DHCP is for the base system's scripts",
      [...both, "ifconfig_a=SYNCDHCP"],
      running,
      (wanted, seen) => planJail(wanted, seen, "a", "private"),
      ["make eiface a on private (link3)", "name its interface a", "start a as rc.conf says"],
    ],
    [
      "jail of one that is there says so",
      both,
      withMore(["a eiface"], ["public link3 a ether"]),
      (wanted, seen) => planJail(wanted, seen, "a", "public"),
      [],
      ["a already exists."],
    ],
    [
      "create lists what is there for now",
      both,
      withMore(["a eiface"], ["public link3 a ether"]),
      (wanted, seen) => planCreate(wanted, seen, "a", undefined),
      ["add a to ngbuddy_public_list in rc.conf"],
    ],
    [
      "destroy edits rc.conf first, which can be taken back, then removes",
      [...both, "public_list='a b'"],
      withMore(["a eiface"], ["public link3 a ether"]),
      (wanted, seen) => planDestroy(wanted, seen, "a"),
      ["take a from ngbuddy_public_list in rc.conf", "shut down eiface a"],
    ],
    [
      "destroy of a listed eiface that is not there takes it from the list",
      [...both, "public_list='a b'"],
      running,
      (wanted, seen) => planDestroy(wanted, seen, "a"),
      ["take a from ngbuddy_public_list in rc.conf"],
    ],
    [
      "bridge twice changes nothing",
      both,
      running,
      (wanted, seen) => planBridging(wanted, seen, { name: "public", interface: "vtnet0" }),
      [],
      ["ngbuddy_public_if: vtnet0 -> vtnet0", "Bridge public is on vtnet0 already."],
    ],
    [
      "unbridge removes the bridge, its own eiface and its variables",
      ["priv_if=ng0", "priv_mtu=1400"],
      { nodes: ["ng0 eiface", "priv bridge"], links: ["priv link0 ng0 ether"] },
      (wanted, seen) => planUnbridge(wanted, seen, "priv"),
      ["remove ngbuddy_priv_if from rc.conf", "shut down bridge priv", "shut down eiface ng0"],
    ],
    [
      "enable twice changes nothing",
      [...both, "enable=YES"],
      {},
      planEnable,
      [],
      ["ngbuddy_enable: YES -> YES"],
    ],
  ];
  for (const [name, rc, scene, plan, expected, done] of table) {
    test(name, () => {
      const result = planned(rc, scene, plan);
      expect(steps(result)).toEqual(expected);
      if (done !== undefined) expect(result.done).toEqual(done);
    });
  }

  test("every step that makes something can be taken back", () => {
    for (const [, rc, scene, plan] of table) {
      for (const step of planned(rc, scene, plan).steps) {
        if (["eiface", "mkpeer", "connect", "rcconf", "shutdown"].includes(step.do.op))
          expect(step.undo).not.toEqual([]);
      }
    }
  });

  test("a plan is data: JSON gives it back", () => {
    for (const [, rc, scene, plan] of table) {
      const result = planned(rc, scene, plan);
      expect(JSON.parse(JSON.stringify(result))).toEqual(result);
    }
  });
});

describe("what is refused, with the reason and the kind of fault", () => {
  const table: [rc: string[], scene: Scene, plan: Planner, kind: string, message: RegExp][] = [
    [
      both,
      running,
      (wanted, seen) => planJail(wanted, seen, "a", "nosuch"),
      "data",
      /^no bridge "nosuch": there are private, public/,
    ],
    [
      both,
      {},
      (wanted, seen) => planJail(wanted, seen, "a", "private"),
      "unavailable",
      /^bridge private is in rc.conf but not up; start it/,
    ],
    [
      [],
      {},
      (wanted, seen) => planJail(wanted, seen, "a", undefined),
      "config",
      /^rc.conf names no bridge/,
    ],
    [
      both,
      running,
      (wanted, seen) => planJail(wanted, seen, "0123456789abcdef", undefined),
      "data",
      /has 16 characters; an interface's has at most 15/,
    ],
    [
      both,
      running,
      (wanted, seen) => planJail(wanted, seen, "a.b", undefined),
      "data",
      /is no name for an eiface/,
    ],
    [
      both,
      running,
      (wanted, seen) => planJail(wanted, seen, "vtnet1", "private"),
      "unavailable",
      /exists and is no eiface/,
    ],
    [
      both,
      running,
      (wanted, seen) => planJail(wanted, seen, "nghost0", undefined),
      "data",
      /is the interface of bridge private itself/,
    ],
    [
      both,
      withMore(["a eiface"], ["public link3 a ether"]),
      (wanted, seen) => planJail(wanted, seen, "a", "private"),
      "unavailable",
      /on bridge public/,
    ],
    [
      [...both, "public_list=a"],
      running,
      (wanted, seen) => planCreate(wanted, seen, "a", "private"),
      "data",
      /in ngbuddy_public_list already/,
    ],
    [both, running, (wanted, seen) => planCreate(wanted, seen, "a", ""), "data", /^no bridge ""/],
    [
      both,
      { ...running, nodes: [...running.nodes!, "x bridge"] },
      (wanted, seen) => planCreate(wanted, seen, "a", "x"),
      "data",
      /bridge x is not in rc.conf/,
    ],
    [
      both,
      running,
      (wanted, seen) => planDestroy(wanted, seen, "nghost0"),
      "data",
      /to remove both: ngbuddy unbridge private/,
    ],
    [
      both,
      running,
      (wanted, seen) => planDestroy(wanted, seen, "vtnet1"),
      "data",
      /no eiface but a node of type ether/,
    ],
    [
      both,
      running,
      (wanted, seen) => planDestroy(wanted, seen, "nosuch"),
      "data",
      /^no eiface "nosuch"/,
    ],
    [
      both,
      running,
      (wanted, seen) => planUnjail(wanted, seen, "nghost0", { in: "host" }),
      "data",
      /to remove both: ngbuddy unbridge private/,
    ],
    [
      ["a_if=vlan.7", "b_if=vlan_7"],
      { interfaces: ["vlan.7"] },
      planStart,
      "config",
      /vlan_7 is wanted by the bridges a and b/,
    ],
    [
      [...both, "private_list='a b'"],
      running,
      (wanted, seen) => planUnbridge(wanted, seen, "private"),
      "unavailable",
      /has a b in its list; first: ngbuddy destroy a; ngbuddy destroy b/,
    ],
    [
      both,
      withMore(["a eiface"], ["private link3 a ether"]),
      (wanted, seen) => planUnbridge(wanted, seen, "private"),
      "unavailable",
      /still carries a; stop their jails/,
    ],
    [
      both,
      running,
      (wanted, seen) => planUnbridge(wanted, seen, "nosuch"),
      "data",
      /no bridge "nosuch": there are private, public/,
    ],
    [
      both,
      running,
      (wanted, seen) => planBridging(wanted, seen, { name: "public", interface: "vtnet1" }),
      "data",
      /is on vtnet0; remove it first/,
    ],
    [
      both,
      running,
      (wanted, seen) => planBridging(wanted, seen, { name: "lan", interface: "vtnet0" }),
      "data",
      /is the interface of bridge public already/,
    ],
    [
      both,
      running,
      (wanted, seen) => planBridging(wanted, seen, { name: "vtnet1", interface: "ng2" }),
      "data",
      /conflicts with an existing interface/,
    ],
    [
      both,
      running,
      (wanted, seen) => planBridging(wanted, seen, { name: "my-lan", interface: "ng2" }),
      "data",
      /would need the variable ngbuddy_my-lan_if/,
    ],
    [
      both,
      running,
      (wanted, seen) => planBridging(wanted, seen, { name: "lan", interface: "lo0" }),
      "config",
      /lo0 is no Ethernet interface/,
    ],
    [
      ["lan_if=vtnet0", "wan_if=vtnet0"],
      {},
      planStart,
      "config",
      /vtnet0 is wanted by the bridges lan and wan/,
    ],
    [["ng0_if=ng0"], {}, planStart, "config", /bridge ng0 has ng0, which is a bridge's name/],
    [
      ["a_if=vtnet0", "a_list='c b'", "b_if=ng1"],
      {},
      planStart,
      "config",
      /bridge a has b, which is a bridge's name/,
    ],
    [
      both,
      running,
      (wanted, seen) => planBridging(wanted, seen, { name: "ng0", interface: "ng0" }),
      "data",
      /bridge ng0 cannot be called as its interface/,
    ],
    [
      ["a_if=vtnet0", "a_list=ng1", "b_if=ng1"],
      {},
      planStart,
      "config",
      /ng1 is wanted by the bridges a and b/,
    ],
    [
      ["lan_if=vtnet0"],
      { nodes: ["lan hub"] },
      planStart,
      "config",
      /a netgraph node "lan" of type hub is in the bridge's way/,
    ],
    [
      ["lan_if=vtnet0"],
      { nodes: ["x bridge"], links: ["x link0 vtnet0 lower"] },
      planStart,
      "unavailable",
      /the lower hook of vtnet0 is connected to x already/,
    ],
  ];
  for (const [rc, scene, plan, kind, message] of table) {
    test(`${rc.join(" ")}: ${message.source}`, () => {
      let error: unknown;
      try {
        planned(rc, scene, plan);
      } catch (caught) {
        error = caught;
      }
      // A name that cannot be one is refused by config/ already.
      const found = error instanceof NameError ? "data" : (error as Refusal).kind;
      expect((error as Error).message).toMatch(message);
      expect(found as string).toBe(kind);
    });
  }
});

describe("enable", () => {
  test("puts the public bridge where the default route leaves", () => {
    const { steps } = planned([], { defaultRoute: "vtnet1" }, planEnable);
    expect(steps[0]!.do).toEqual({
      op: "rcconf",
      changes: [
        { variable: "ngbuddy_enable", set: "YES" },
        {
          variable: "ngbuddy_public_if",
          set: "vtnet1",
          says: "Adding default public and private bridges.",
        },
        { variable: "ngbuddy_private_if", set: "nghost0" },
      ],
    });
  });

  test("tells of an if_bridge(4) and offers its member", () => {
    const bridge0 =
      "bridge0: flags=8843<UP> metric 0 mtu 1500\n\tether 02:00:00:00:00:02\n\tmember: vtnet0 flags=143<>\n\tgroups: bridge\n";
    const { notes } = planned([], { defaultRoute: "bridge0", interfaces: [bridge0] }, planEnable);
    expect(notes).toEqual([
      "the default route leaves by bridge0, an if_bridge(4) of vtnet0; to bridge its member instead: sysrc ngbuddy_public_if=vtnet0",
    ]);
  });

  test("does not put a bridge on a tunnel that the default route leaves by", () => {
    const tun0 = "tun0: flags=8051<UP> metric 0 mtu 1500\n\tinet 10.8.0.2 --> 10.8.0.1\n";
    const { steps, notes } = planned([], { defaultRoute: "tun0", interfaces: [tun0] }, planEnable);
    expect(steps[0]!.description).not.toContain("public");
    expect(notes).toEqual([
      "the default route leaves by tun0, which is no Ethernet interface, so no public bridge was added; to add one: ngbuddy bridge public INTERFACE",
    ]);
  });

  test("without a default route there is a private bridge only", () => {
    const { steps, notes } = planned([], {}, planEnable);
    expect(steps[0]!.description).not.toContain("public");
    expect(notes[0]).toContain("no default route");
  });
});
