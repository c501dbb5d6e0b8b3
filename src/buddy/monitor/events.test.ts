/** What happens on a host is told once, by the names that its administrator knows. */
import { describe, expect, test } from "bun:test";
import { buddyLab } from "../../../test/support/buddylab.ts";
import { labHost } from "../../lab/host.ts";
import type { Bridge, Guest, Link, LinkStats, Topology } from "../topology.ts";
import type { MonitorEvent } from "./event.ts";
import { type EventOptions, follow, watched } from "./events.ts";
import { type Reading, readForEvents } from "./reading.ts";

const NO_STATS: LinkStats = {
  recvOctets: 0,
  recvPackets: 0,
  recvMulticasts: 0,
  recvBroadcasts: 0,
  recvUnknown: 0,
  recvRunts: 0,
  recvInvalid: 0,
  xmitOctets: 0,
  xmitPackets: 0,
  xmitMulticasts: 0,
  xmitBroadcasts: 0,
  loopDrops: 0,
  loopDetects: 0,
  memoryFailures: 0,
};

function jailLink(number: number, stats: Partial<LinkStats> = {}): Link {
  const jail = `web${number}`;
  const guest: Guest = {
    kind: "jail",
    jail,
    jid: number,
    interface: { name: jail, inet: [], inet6: [] },
  };
  return {
    hook: `link${number}`,
    peerId: 100 + number,
    peerName: jail,
    peerType: "eiface",
    peerHook: "ether",
    guest,
    stats: { ...NO_STATS, ...stats },
  };
}

type Host = NonNullable<Bridge["hosts"]>[number];
const at = (addr: string, hook: string): Host => ({ addr, hook, age: 1, staleness: 0 });

function reading(
  second: number,
  links: readonly Link[],
  { hosts = [], jails = [] }: { hosts?: readonly Host[]; jails?: Reading["jails"] } = {},
): Reading {
  const topology: Topology = {
    hostname: "h",
    time: new Date(1_700_000_000_000 + second * 1000).toISOString(),
    bridges: [{ id: 9, name: "lan", links, hosts }],
    orphans: [],
    graph: [],
  };
  return { topology, jails };
}

/** The events of one reading after the other. */
function eventsOf(readings: readonly Reading[], options: EventOptions = {}): MonitorEvent[] {
  const [first, ...rest] = readings;
  let state = watched(first!);
  return rest.flatMap((one) => {
    const { events, watched: next } = follow(state, one, options);
    state = next;
    return events;
  });
}

const textsOf = (events: readonly MonitorEvent[]) => events.map(({ text }) => text);

test("where nothing happens nothing is told", () => {
  const same = [0, 1, 2].map((second) => reading(second, [jailLink(1), jailLink(2)]));
  expect(eventsOf(same)).toEqual([]);
});

test("a link that comes and goes is told with its guest, its bridge and its hook", () => {
  const events = eventsOf([
    reading(0, [jailLink(1)]),
    reading(1, [jailLink(1), jailLink(2)]),
    reading(2, [jailLink(2)]),
  ]);
  expect(textsOf(events)).toEqual([
    "link made: web2 on bridge lan (link2)",
    "link gone: web1 on bridge lan (link1)",
  ]);
  expect(events[0]).toEqual({
    time: "2023-11-14T22:13:21.000Z",
    event: "link made",
    level: "notice",
    bridge: "lan",
    hook: "link2",
    guest: "web2",
    text: "link made: web2 on bridge lan (link2)",
  });
});

test("a node that is put between a guest and its bridge is no new link", () => {
  const [plain] = [jailLink(1)];
  const tapped: Link = {
    ...plain!,
    peerId: 500,
    peerName: "capture_web1",
    peerType: "tee",
    peerHook: "right",
    between: [{ id: 500, name: "capture_web1", type: "tee" }],
    end: { id: 101, name: "web1", type: "eiface", hook: "ether" },
  };
  expect(eventsOf([reading(0, [plain!]), reading(1, [tapped]), reading(2, [plain!])])).toEqual([]);
});

test("a jail that was started again within an interval has stopped and started", () => {
  const events = eventsOf([
    reading(0, [], { jails: [{ name: "web1", jid: 3 }] }),
    reading(1, [], { jails: [{ name: "web1", jid: 4 }] }),
  ]);
  expect(textsOf(events)).toEqual(["jail stopped: web1 (JID 3)", "jail started: web1 (JID 4)"]);
});

describe("addresses", () => {
  const links = [jailLink(1), jailLink(2)];
  const mac = "58:9c:fc:00:00:01";

  test("one that moves from a guest to another is told with both", () => {
    const events = eventsOf([
      reading(0, links, { hosts: [at(mac, "link1")] }),
      reading(1, links, { hosts: [at(mac, "link2")] }),
    ]);
    expect(textsOf(events)).toEqual([
      `address moved: ${mac}, from web1 (link1) to web2 (link2) on bridge lan`,
    ]);
    expect(events[0]!.level).toBe("warning");
  });

  test("one of CARP's that moves is a new master, and no warning", () => {
    const virtual = "00:00:5e:00:01:07";
    const [event] = eventsOf([
      reading(0, links, { hosts: [at(virtual, "link1")] }),
      reading(1, links, { hosts: [at(virtual, "link2")] }),
    ]);
    expect(event).toMatchObject({ level: "notice", from: "web1", to: "web2" });
    expect(event!.text).toContain("CARP's");
  });

  test("one whose guest came back by another hook has not moved", () => {
    const events = eventsOf([
      reading(0, links, { hosts: [at(mac, "link1")] }),
      reading(1, [{ ...jailLink(1), hook: "link3", peerId: 201 }, jailLink(2)], {
        hosts: [at(mac, "link3")],
      }),
    ]);
    expect(events.map(({ event }) => event)).toEqual(["link gone", "link made"]);
  });

  test("hundreds that a loop moves are a few lines and a number", () => {
    const many = (hook: string) =>
      Array.from({ length: 300 }, (_, n) => at(`58:9c:fc:00:01:${n.toString(16)}`, hook));
    const events = eventsOf([
      reading(0, links, { hosts: many("link1") }),
      reading(1, links, { hosts: many("link2") }),
    ]);
    expect(events.length).toBe(9);
    expect(events.at(-1)!.text).toBe("addresses moved: 292 more on bridge lan");
  });
});

test("a loop is told each time that the bridge finds it", () => {
  const events = eventsOf([
    reading(0, [jailLink(1, { loopDetects: 2 })]),
    reading(1, [jailLink(1, { loopDetects: 3 })]),
    reading(2, [jailLink(1, { loopDetects: 3 })]),
  ]);
  expect(events).toMatchObject([{ event: "loop", level: "warning", count: 1, guest: "web1" }]);
});

test("drops are told when they begin and when they end, with how many there were", () => {
  const dropped = [0, 3, 10, 10, 11].map((loopDrops, second) =>
    reading(second, [jailLink(1, { loopDrops })]),
  );
  expect(textsOf(eventsOf(dropped))).toEqual([
    "drops begin: web1 on bridge lan (link1), 3 frames so far",
    "drops end: web1 on bridge lan (link1), 10 frames in all",
    "drops begin: web1 on bridge lan (link1), 1 frame so far",
  ]);
});

test("counters that begin anew are no drops of before", () => {
  expect(
    eventsOf([
      reading(0, [jailLink(1, { loopDrops: 50, loopDetects: 9 })]),
      reading(1, [jailLink(1)]),
    ]),
  ).toEqual([]);
});

test("a rate above the limit is told once, and again when it is clearly below", () => {
  // 1,000,000 bits a second at the limit; octets since the beginning.
  const octets = [0, 150_000, 280_000, 410_000, 520_000, 610_000];
  const events = eventsOf(
    octets.map((recvOctets, second) => reading(second, [jailLink(1, { recvOctets })])),
    { maxBits: 1_000_000 },
  );
  expect(textsOf(events)).toEqual([
    "rate above 1.0 Mbit/s: web1 on bridge lan (link1), 1.2 Mbit/s",
    "rate below 1.0 Mbit/s: web1 on bridge lan (link1), 720 kbit/s",
  ]);
});

test("a NIC that loses its carrier, or is set down, is told once, and so is its return", () => {
  const nic = (hook: "lower" | "upper", status: string, up = true): Link => ({
    ...jailLink(hook === "lower" ? 0 : 1),
    peerType: "ether",
    guest: { kind: "uplink", hook, interface: { name: "em0", inet: [], inet6: [], up, status } },
  });
  const both = (second: number, status: string, up = true) =>
    reading(second, [nic("lower", status, up), nic("upper", status, up)]);
  expect(
    textsOf(
      eventsOf([
        both(0, "active"),
        both(1, "no carrier"),
        both(2, "active"),
        both(3, "active", false),
      ]),
    ),
  ).toEqual(["interface down: em0", "interface up: em0", "interface down: em0"]);
});

test("what is done to a host is told as it was done", async () => {
  const lab = buddyLab();
  const host = labHost(lab.lab);
  await lab.out("ngbuddy bridge private gw0");
  let state = watched(await readForEvents(host));
  const happened = async (...lines: readonly string[]) => {
    for (const line of lines) await lab.out(line);
    const { events, watched: next } = follow(state, await readForEvents(host));
    state = next;
    return textsOf(events);
  };
  expect(
    await happened(
      "ngbuddy jail web1 private",
      "jail -c name=web1 path=/ vnet vnet.interface=web1 persist",
    ),
  ).toEqual(["jail started: web1 (JID 1)", "link made: web1 on bridge private (link1)"]);
  expect(await happened("ngbuddy bridge other gw1")).toEqual(["bridge made: other, 1 link"]);
  expect(await happened("jail -r web1", "ngbuddy unjail web1", "ngbuddy unbridge other")).toEqual([
    "jail stopped: web1 (JID 1)",
    "bridge gone: other, 1 link",
    "link gone: web1 on bridge private (link1)",
  ]);
});
