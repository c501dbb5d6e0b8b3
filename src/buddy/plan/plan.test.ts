import { describe, expect, test } from "bun:test";
import { type Scene, seenOf, wantedBy } from "../../../test/support/seen.ts";
import { NameError } from "../../config/names.ts";
import type { Refusal } from "../refusal.ts";
import type { Request } from "../request.ts";
import { plan } from "./plan.ts";
import type { Plan } from "./step.ts";

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
const planned = (rc: string[], scene: Scene, request: Request): Plan =>
  plan(request, wantedBy(...rc), seenOf(scene));
const steps = ({ steps }: Plan) => steps.map(({ description }) => description);

describe("what is planned", () => {
  const table: [
    name: string,
    rc: string[],
    scene: Scene,
    request: Request,
    steps: string[],
    done?: string[],
  ][] = [
    [
      "start makes each bridge with its list, in the order of the variables, links counted over all",
      [...both, "private_list='a b'"],
      {},
      { word: "start" },
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
      { word: "start" },
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
      { word: "start" },
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
      { word: "start" },
      [
        "ifconfig vtnet0 -lro -tso4",
        "make vtnet0 promiscuous",
        "make vtnet0 leave source addresses as they are",
        "connect vtnet0's upper hook to public (link2)",
        "connect eiface a to public (link3)",
      ],
    ],
    [
      "a card that is down is brought up; uplink, MTU and persistence are as rc.conf says",
      ["lan_if=vtnet1", "lan_uplink=YES", "lan_mtu=9000", "lan_persistent=YES", "lan_list=a"],
      {},
      { word: "start" },
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
      "a bridge on a VLAN: its node has an underscore for the dot",
      ["lan_if=vtnet0.7"],
      { interfaces: ["vtnet0.7"] },
      { word: "start" },
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
      { word: "start" },
      [],
    ],
    [
      "stop takes the bridges of rc.conf and all that is attached, and nobody else's",
      both,
      withMore(
        ["jail01 eiface", "other bridge", "o1 eiface"],
        ["public link3 jail01 ether", "other link4 o1 ether"],
      ),
      { word: "stop", all: false },
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
      { word: "stop", all: true },
      ["shut down bridge x", "shut down eiface y"],
      ["Shut down 2 nodes."],
    ],
    [
      "jail of one that has lost its bridge connects it again",
      both,
      withMore(["a eiface"], []),
      { word: "jail", name: "a", bridge: "public" },
      ["connect eiface a to public (link3)"],
      ["a already exists."],
    ],
    [
      "an interface may be written as its node is called",
      ["lan_if=vtnet0_7"],
      { interfaces: ["vtnet0.7"] },
      { word: "start" },
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
      { word: "restart" },
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
      "jail takes the first bridge, and the address that rc.conf gives",
      [...both, "set_mac=YES"],
      { ...running, ethers: { a: "58:9c:fc:00:00:01" } },
      { word: "jail", name: "a" },
      ["make eiface a on private (link3), address 58:9c:fc:00:00:01", "name its interface a"],
    ],
    [
      "what rc.conf says of the interface itself is done too",
      [...both, "ifconfig_a='inet 10.0.0.1/24'", "ifconfig_a_alias0='inet 10.0.0.2/32'"],
      running,
      { word: "jail", name: "a" },
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
      { word: "jail", name: "a" },
      ["make eiface a on private (link3)", "name its interface a", "start a as rc.conf says"],
    ],
    [
      "jail of one that is there says so",
      both,
      withMore(["a eiface"], ["public link3 a ether"]),
      { word: "jail", name: "a", bridge: "public" },
      [],
      ["a already exists."],
    ],
    [
      "create lists what is there for now",
      both,
      withMore(["a eiface"], ["public link3 a ether"]),
      { word: "create", name: "a" },
      ["add a to ngbuddy_public_list in rc.conf"],
    ],
    [
      "destroy edits rc.conf first, which can be taken back, then removes",
      [...both, "public_list='a b'"],
      withMore(["a eiface"], ["public link3 a ether"]),
      { word: "destroy", name: "a" },
      ["take a from ngbuddy_public_list in rc.conf", "shut down eiface a"],
    ],
    [
      "destroy of a listed eiface that is not there takes it from the list",
      [...both, "public_list='a b'"],
      running,
      { word: "destroy", name: "a" },
      ["take a from ngbuddy_public_list in rc.conf"],
    ],
    [
      "bridge twice changes nothing",
      both,
      running,
      { word: "bridge", name: "public", interface: "vtnet0" },
      [],
      ["ngbuddy_public_if: vtnet0 -> vtnet0", "Bridge public is on vtnet0 already."],
    ],
    [
      "unbridge removes the bridge, its own eiface and its variables",
      ["priv_if=ng0", "priv_mtu=1400"],
      { nodes: ["ng0 eiface", "priv bridge"], links: ["priv link0 ng0 ether"] },
      { word: "unbridge", name: "priv" },
      ["remove ngbuddy_priv_if from rc.conf", "shut down bridge priv", "shut down eiface ng0"],
    ],
    [
      "enable twice changes nothing",
      [...both, "enable=YES"],
      {},
      { word: "enable" },
      [],
      ["ngbuddy_enable: YES -> YES"],
    ],
  ];
  for (const [name, rc, scene, request, expected, done] of table) {
    test(name, () => {
      const result = planned(rc, scene, request);
      expect(steps(result)).toEqual(expected);
      if (done !== undefined) expect(result.done).toEqual(done);
    });
  }

  test("every step that makes something can be taken back", () => {
    for (const [, rc, scene, request] of table) {
      for (const step of planned(rc, scene, request).steps) {
        if (["eiface", "mkpeer", "connect", "rcconf", "shutdown"].includes(step.do.op))
          expect(step.undo).not.toEqual([]);
      }
    }
  });

  test("a plan is data: JSON gives it back", () => {
    for (const [, rc, scene, request] of table) {
      const result = planned(rc, scene, request);
      expect(JSON.parse(JSON.stringify(result))).toEqual(result);
    }
  });
});

describe("what is refused, with the reason and the kind of fault", () => {
  const table: [rc: string[], scene: Scene, request: Request, kind: string, message: RegExp][] = [
    [
      both,
      running,
      { word: "jail", name: "a", bridge: "nosuch" },
      "data",
      /^no bridge "nosuch": there are private, public/,
    ],
    [
      both,
      {},
      { word: "jail", name: "a" },
      "unavailable",
      /^bridge private is in rc.conf but not up; start it/,
    ],
    [[], {}, { word: "jail", name: "a" }, "config", /^rc.conf names no bridge/],
    [
      both,
      running,
      { word: "jail", name: "0123456789abcdef" },
      "data",
      /has 16 characters; an interface's has at most 15/,
    ],
    [both, running, { word: "jail", name: "a.b" }, "data", /is no name for an eiface/],
    [both, running, { word: "jail", name: "vtnet1" }, "unavailable", /exists and is no eiface/],
    [
      both,
      running,
      { word: "jail", name: "nghost0" },
      "data",
      /is the interface of bridge private itself/,
    ],
    [
      both,
      withMore(["a eiface"], ["public link3 a ether"]),
      { word: "jail", name: "a", bridge: "private" },
      "unavailable",
      /on bridge public/,
    ],
    [
      [...both, "public_list=a"],
      running,
      { word: "create", name: "a", bridge: "private" },
      "data",
      /in ngbuddy_public_list already/,
    ],
    [both, running, { word: "create", name: "a", bridge: "" }, "data", /^no bridge ""/],
    [
      both,
      { ...running, nodes: [...running.nodes!, "x bridge"] },
      { word: "create", name: "a", bridge: "x" },
      "data",
      /bridge x is not in rc.conf/,
    ],
    [
      both,
      running,
      { word: "destroy", name: "nghost0" },
      "data",
      /to remove both: ngbuddy unbridge private/,
    ],
    [
      both,
      running,
      { word: "destroy", name: "vtnet1" },
      "data",
      /no eiface but a node of type ether/,
    ],
    [both, running, { word: "destroy", name: "nosuch" }, "data", /^no eiface "nosuch"/],
    [
      both,
      running,
      { word: "unjail", name: "nghost0" },
      "data",
      /to remove both: ngbuddy unbridge private/,
    ],
    [
      ["a_if=vlan.7", "b_if=vlan_7"],
      { interfaces: ["vlan.7"] },
      { word: "start" },
      "config",
      /vlan_7 is wanted by the bridges a and b/,
    ],
    [
      [...both, "private_list='a b'"],
      running,
      { word: "unbridge", name: "private" },
      "unavailable",
      /has a b in its list; first: ngbuddy destroy a; ngbuddy destroy b/,
    ],
    [
      both,
      withMore(["a eiface"], ["private link3 a ether"]),
      { word: "unbridge", name: "private" },
      "unavailable",
      /still carries a; stop their jails/,
    ],
    [
      both,
      running,
      { word: "unbridge", name: "nosuch" },
      "data",
      /no bridge "nosuch"; there are private, public/,
    ],
    [
      both,
      running,
      { word: "bridge", name: "public", interface: "vtnet1" },
      "data",
      /is on vtnet0; remove it first/,
    ],
    [
      both,
      running,
      { word: "bridge", name: "lan", interface: "vtnet0" },
      "data",
      /is the interface of bridge public already/,
    ],
    [
      both,
      running,
      { word: "bridge", name: "vtnet1", interface: "ng2" },
      "data",
      /conflicts with an existing interface/,
    ],
    [
      both,
      running,
      { word: "bridge", name: "my-lan", interface: "ng2" },
      "data",
      /would need the variable ngbuddy_my-lan_if/,
    ],
    [
      both,
      running,
      { word: "bridge", name: "lan", interface: "lo0" },
      "config",
      /lo0 is no Ethernet interface/,
    ],
    [
      ["lan_if=vtnet0", "wan_if=vtnet0"],
      {},
      { word: "start" },
      "config",
      /vtnet0 is wanted by the bridges lan and wan/,
    ],
    [
      ["ng0_if=ng0"],
      {},
      { word: "start" },
      "config",
      /bridge ng0 has ng0, which is a bridge's name/,
    ],
    [
      ["a_if=vtnet0", "a_list='c b'", "b_if=ng1"],
      {},
      { word: "start" },
      "config",
      /bridge a has b, which is a bridge's name/,
    ],
    [
      both,
      running,
      { word: "bridge", name: "ng0", interface: "ng0" },
      "data",
      /bridge ng0 cannot be called as its interface/,
    ],
    [
      ["a_if=vtnet0", "a_list=ng1", "b_if=ng1"],
      {},
      { word: "start" },
      "config",
      /ng1 is wanted by the bridges a and b/,
    ],
    [
      ["lan_if=vtnet0"],
      { nodes: ["lan hub"] },
      { word: "start" },
      "config",
      /a netgraph node "lan" of type hub is in the bridge's way/,
    ],
    [
      ["lan_if=vtnet0"],
      { nodes: ["x bridge"], links: ["x link0 vtnet0 lower"] },
      { word: "start" },
      "unavailable",
      /the lower hook of vtnet0 is connected to x already/,
    ],
  ];
  for (const [rc, scene, request, kind, message] of table) {
    test(`${Object.values(request).join(" ")}: ${message.source}`, () => {
      let error: unknown;
      try {
        planned(rc, scene, request);
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
    const { steps } = planned([], { defaultRoute: "vtnet1" }, { word: "enable" });
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
    const { notes } = planned(
      [],
      { defaultRoute: "bridge0", interfaces: [bridge0] },
      { word: "enable" },
    );
    expect(notes).toEqual([
      "the default route leaves by bridge0, an if_bridge(4) of vtnet0; to bridge its member instead: sysrc ngbuddy_public_if=vtnet0",
    ]);
  });

  test("does not put a bridge on a tunnel that the default route leaves by", () => {
    const tun0 = "tun0: flags=8051<UP> metric 0 mtu 1500\n\tinet 10.8.0.2 --> 10.8.0.1\n";
    const { steps, notes } = planned(
      [],
      { defaultRoute: "tun0", interfaces: [tun0] },
      { word: "enable" },
    );
    expect(steps[0]!.description).not.toContain("public");
    expect(notes).toEqual([
      "the default route leaves by tun0, which is no Ethernet interface, so no public bridge was added; to add one: ngbuddy bridge public INTERFACE",
    ]);
  });

  test("without a default route there is a private bridge only", () => {
    const { steps, notes } = planned([], {}, { word: "enable" });
    expect(steps[0]!.description).not.toContain("public");
    expect(notes[0]).toContain("no default route");
  });
});
