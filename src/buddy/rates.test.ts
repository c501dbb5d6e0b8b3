/** Rates of links from two readings. */
import { describe, expect, test } from "bun:test";
import { none } from "../../test/support/topologies.ts";
import { linkKey, rates } from "./rates.ts";
import type { Link, LinkStats, Topology } from "./topology.ts";

const link = (hook: string, peer: string, stats?: Partial<LinkStats>): Link => ({
  hook,
  peerId: 7,
  peerName: peer,
  peerType: "eiface",
  peerHook: "ether",
  guest: {
    kind: "jail",
    jail: `jail-${peer}`,
    jid: 1,
    interface: { name: peer, inet: [], inet6: [] },
  },
  ...(stats && { stats: { ...none, ...stats } }),
});
const reading = (second: number, ...links: Link[]): Topology => ({
  hostname: "",
  time: new Date(second * 1000).toISOString(),
  bridges: [{ id: 9, name: "lan", links }],
  orphans: [],
  graph: [],
});
const rateOf = (before: Topology | undefined, after: Topology) =>
  [...rates(before, after).values()][0];

test("octets become bits a second, seen from the guest, and the guest has its name", () => {
  const before = reading(
    10,
    link("link3", "a", { recvOctets: 100, xmitOctets: 50, recvPackets: 1 }),
  );
  const after = reading(
    14,
    link("link3", "a", { recvOctets: 500, xmitOctets: 250, recvPackets: 9, xmitPackets: 4 }),
  );
  expect(rateOf(before, after)).toEqual({
    bridge: "lan",
    hook: "link3",
    name: "jail-a",
    rxBits: 800,
    txBits: 400,
    rxPackets: 2,
    txPackets: 1,
    rxOctets: 500,
    txOctets: 250,
    drops: 0,
    loops: 0,
  });
});

describe("nothing flowed", () => {
  const now = link("link3", "a", { recvOctets: 500 });
  test.each<[string, Topology | undefined]>([
    ["at the first reading", undefined],
    ["through a link that is new", reading(1, link("link4", "a"))],
    ["through a link that leads to somebody else now", reading(1, { ...now, peerId: 8 })],
    ["where counters were cleared", reading(1, link("link3", "a", { recvOctets: 900 }))],
    ["where no time went by", reading(2, link("link3", "a", { recvOctets: 1 }))],
    ["where counters were not read before", reading(1, link("link3", "a"))],
  ])("%s", (_, before) => {
    expect(rateOf(before, reading(2, now))).toMatchObject({ rxBits: 0, txBits: 0, rxPackets: 0 });
  });
});

test("drops are of every kind since counting began, and loops are told apart", () => {
  const dropped = {
    loopDrops: 1,
    memoryFailures: 2,
    recvRunts: 4,
    recvInvalid: 8,
    loopDetects: 16,
  };
  expect(rateOf(undefined, reading(1, link("link3", "a", dropped)))).toMatchObject({
    drops: 15,
    loops: 16,
  });
});

test("a link is the same as long as bridge, hook and peer are, whatever they are called", () => {
  const [lan] = reading(1, link("link3", "a")).bridges;
  expect(linkKey(lan!, lan!.links[0]!)).toBe("9/link3/7");
  expect(linkKey({ ...lan!, name: "dmz" }, link("link3", "b"))).toBe("9/link3/7");
});
