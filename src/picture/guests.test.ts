/** What a box says of whoever is behind a link. */
import { describe, expect, test } from "bun:test";
import { box0, none } from "../../test/support/topologies.ts";
import type { Bridge, Guest, InterfaceInfo, LinkStats, Topology } from "../buddy/topology.ts";
import { boxId, guestContents } from "./guests.ts";

const iface: InterfaceInfo = { ...box0, name: "web0" };

function bridgeWith(guests: readonly Guest[], stats: Partial<LinkStats> | undefined = {}): Bridge {
  const links = guests.map((guest, index) => ({
    ...{
      hook: `link${index}`,
      peerId: index + 10,
      peerName: `peer${index}`,
      peerType: "eiface",
      peerHook: "ether",
      guest,
    },
    ...(stats && { stats: { ...none, ...stats } }),
  }));
  // The newest comes first, as the kernel lists them.
  return { id: 0x2a, name: "lan", links: links.reverse() };
}
const topologyOf = (bridge: Bridge, more: Partial<Topology> = {}): Topology => ({
  hostname: "h",
  time: "",
  bridges: [bridge],
  orphans: [],
  graph: [],
  ...more,
});
const panelOf = (guests: readonly Guest[], stats?: Partial<LinkStats>) =>
  guestContents(topologyOf(bridgeWith(guests, stats))).panels[0]!;
const textsOf = (guest: Guest) => {
  const { above, below } = panelOf([guest]);
  return [...above, ...below][0]!.lines
    .map(({ text, bad }) => (bad ? `!${text}` : text))
    .slice(0, -1);
};

describe("a box", () => {
  test.each([
    [{ kind: "host", interface: iface }, ["this host", "10.2.70.107/24", "58:9c:fc:00:2a:01 up"]],
    [
      { kind: "jail", jail: "web", jid: 3, interface: iface },
      ["web0 in jail web (JID 3)", "10.2.70.107/24", "58:9c:fc:00:2a:01 up"],
    ],
    [
      { kind: "jail", jail: "3", jid: 3, interface: { ...iface, inet: [], up: false } },
      ["web0 in jail 3", "no address", "!58:9c:fc:00:2a:01 down"],
    ],
    [
      { kind: "uplink", hook: "lower", interface: { ...iface, vlan: { parent: "em0", tag: 7 } } },
      ["the wire (lower)", "VLAN 7 of em0", "58:9c:fc:00:2a:01 up"],
    ],
    [
      { kind: "uplink", hook: "upper", interface: { ...iface, status: "no carrier" } },
      ["the host's own (upper)", "10.2.70.107/24", "!58:9c:fc:00:2a:01 no carrier"],
    ],
    [{ kind: "vm", name: "vm1" }, ["bhyve machine"]],
    [
      { kind: "other", name: "x", type: "eiface", why: "its jail cannot be read" },
      ["eiface", "!its jail cannot be read"],
    ],
  ] as [Guest, string[]][])("of %j says %j", (guest, texts) => {
    expect(textsOf(guest)).toEqual(texts);
  });

  test("shows three addresses, and of more two and how many there are besides", () => {
    const inet = ["10.0.0.1/8", "10.0.0.2/8", "10.0.0.3/8"];
    const lines = (inet6: string[]) =>
      textsOf({ kind: "host", interface: { ...iface, inet, inet6 } }).slice(1, -1);
    expect(lines([])).toEqual(inet);
    expect(lines(["fd00::1/64"])).toEqual([...inet.slice(0, 2), "and 2 more addresses"]);
  });

  test("alarms of loops before it does of drops, and of nothing else", () => {
    const alarm = (stats: Partial<LinkStats>) =>
      panelOf([{ kind: "vm", name: "x" }], stats).below[0]!.alarm;
    expect([
      alarm({}),
      alarm({ loopDrops: 2, memoryFailures: 1 }),
      alarm({ loopDetects: 1, loopDrops: 2 }),
    ]).toEqual(["", "3 drops", "1 loop"]);
  });
});

test("uplinks stand above the bridge, the others below: the host first, then jails and machines, each as it was linked", () => {
  const jail = (name: string): Guest => ({ kind: "jail", jail: name, jid: 1, interface: iface });
  const panel = panelOf([
    { kind: "vm", name: "vm" },
    jail("a"),
    { kind: "uplink", hook: "lower", interface: box0 },
    { kind: "host", interface: iface },
    jail("b"),
  ]);
  expect(panel.above.map(({ ports }) => ports[0])).toEqual(["link2"]);
  expect(panel.below.map(({ ports }) => ports[0])).toEqual(["link3", "link1", "link4", "link0"]);
});

test("a bridge says how many links it has and what they carried, if that is known", () => {
  const guests: Guest[] = [
    { kind: "vm", name: "a" },
    { kind: "vm", name: "b" },
  ];
  expect(panelOf(guests, { recvOctets: 1024 }).subtitle).toBe("2 links · 2.00 KB carried");
  expect(
    guestContents(
      topologyOf({
        ...bridgeWith(guests, undefined),
        links: bridgeWith(guests).links.map(({ stats: _, ...link }) => link),
      }),
    ).panels[0]!.subtitle,
  ).toBe("2 links");
});

test("what is on no bridge stands apart, by what keeps it there", () => {
  const { apart } = guestContents(
    topologyOf(bridgeWith([]), {
      orphans: [
        { id: 9, name: "lost", type: "eiface" },
        {
          id: 10,
          name: "one",
          type: "eiface",
          guest: { kind: "jail", jail: "j", jid: 1, interface: iface },
          joined: { id: 11, name: "two", type: "eiface" },
          joinedGuest: { kind: "host", interface: iface },
        },
      ] as Topology["orphans"],
      ifBridges: [{ name: "bridge0", members: [] }],
      unreadable: [{ jail: "j", jid: 4, reason: "it is slow" }],
    }),
  );
  expect(
    apart.map(({ name, boxes }) => [
      name,
      ...boxes.map((box) => [box.name, ...box.lines.map(({ text }) => text)]),
    ]),
  ).toEqual([
    ["bridges of if_bridge(4)", ["bridge0", "no members"]],
    [
      "on no bridge",
      ["lost", "eiface", "on no bridge"],
      ["one", "eiface in jail j", "joined to two on this host, without a bridge"],
    ],
    ["jails that cannot be read", ["j", "JID 4", "it is slow"]],
  ]);
});

test("a box has the same ID as long as its bridge and hook are, and a bridge without a name is called by its number", () => {
  const bridge = bridgeWith([{ kind: "vm", name: "x" }]);
  expect(boxId(bridge, bridge.links[0]!)).toBe("link:lan:link0");
  expect(boxId({ ...bridge, name: "" }, bridge.links[0]!)).toBe("link:[2a]:link0");
  expect(guestContents(topologyOf({ ...bridge, name: "" })).panels[0]!.name).toBe("[2a]");
});
