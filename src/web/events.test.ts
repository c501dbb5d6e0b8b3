/** What the page's list of events says. */
import { expect, test } from "bun:test";
import { madeUpTopology } from "../../test/support/topologies.ts";
import type { Bridge, Link, Topology } from "../buddy/topology.ts";
import { difference } from "./events.ts";

const before = madeUpTopology(3);
const later = "2026-01-02T03:04:06.000Z";

/** The host a second later, its only bridge changed. */
function after(change: (bridge: Bridge) => Bridge): Topology {
  return { ...before, time: later, bridges: before.bridges.map(change) };
}

function linksOf(bridge: Bridge, change: (link: Link) => Link[]): Bridge {
  return { ...bridge, links: bridge.links.flatMap(change) };
}

const told = (topology: Topology, from = before) =>
  difference(from, topology).map(({ what, alarm }) => `${alarm ? "! " : ""}${what}`);

test("nothing, when only counters have risen", () => {
  const busier = after((bridge) =>
    linksOf(bridge, (link) => [{ ...link, stats: { ...link.stats!, recvOctets: 1e6 } }]),
  );
  expect(told(busier)).toEqual([]);
});

test("a link made, a link gone, one whose hook another has taken", () => {
  const without = after((bridge) =>
    linksOf(bridge, (link) => (link.hook === "link3" ? [] : [link])),
  );
  expect(told(without)).toEqual(["guest0002 left public"]);
  expect(told(before, without)).toEqual(["guest0002 joined public on link3"]);
  const taken = after((bridge) =>
    linksOf(bridge, (link) =>
      link.hook === "link3" ? [{ ...link, peerId: 99, peerName: "web" }] : [link],
    ),
  );
  expect(told(taken)).toEqual(["web joined public on link3", "guest0002 left public"]);
});

test("a link that was seen before it had its name", () => {
  const unnamed = after((bridge) =>
    linksOf(bridge, (link) => [link.hook === "link3" ? { ...link, peerName: "ngeth7" } : link]),
  );
  expect(told(before, unnamed)).toEqual(["ngeth7 is called guest0002 now"]);
});

test("a bridge made and gone", () => {
  const more = { ...before, bridges: [...before.bridges, { id: 77, name: "lan", links: [] }] };
  expect(told(more)).toEqual(["bridge lan was made"]);
  expect(told(before, more)).toEqual(["bridge lan is gone"]);
});

test("a loop, each time that the bridge counts another", () => {
  const looping = (loopDetects: number) =>
    after((bridge) =>
      linksOf(bridge, (link) => [
        link.hook === "link4" ? { ...link, stats: { ...link.stats!, loopDetects } } : link,
      ]),
    );
  expect(told(looping(1))).toEqual(["! loop detected on public link4 (guest0003)"]);
  expect(told(looping(1), looping(1))).toEqual([]);
  expect(told(looping(2), looping(1))).toHaveLength(1);
});

test("an address that moved to another link", () => {
  const heard = (hook: string) =>
    after((bridge) => ({
      ...bridge,
      hosts: [{ addr: "58:9c:fc:10:00:01", hook, age: 3, staleness: 1 }],
    }));
  expect(told(heard("link2"))).toEqual([]);
  expect(told(heard("link3"), heard("link2"))).toEqual([
    "! 58:9c:fc:10:00:01 moved from link2 to link3 on public",
  ]);
  expect(difference(heard("link2"), heard("link3"))[0]!.time).toBe(later);
});
