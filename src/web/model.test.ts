/** What the page is told: rates, the past of ten minutes, and when to draw anew. */
import { expect, test } from "bun:test";
import { madeUpTopology } from "../../test/support/topologies.ts";
import type { Topology } from "../buddy/topology.ts";
import { detailsOf, liveOf } from "./details.ts";
import { Model } from "./model.ts";

const start = Date.parse("2026-01-02T03:04:05.000Z");

/** The host after so many seconds, each link of which received so many octets in each of them. */
function host(seconds: number, octets = 1000): Topology {
  const topology = madeUpTopology(3);
  return {
    ...topology,
    time: new Date(start + seconds * 1000).toISOString(),
    bridges: topology.bridges.map((bridge) => ({
      ...bridge,
      hosts: [{ addr: "58:9c:fc:10:00:01", hook: "link3", age: 9, staleness: 2 }],
      links: bridge.links.map((link) => ({
        ...link,
        stats: { ...link.stats!, recvOctets: seconds * octets, recvPackets: seconds },
      })),
    })),
  };
}

const key = (model: Model, hook: string) =>
  model.current!.links.find((link) => link.hook === hook)!.key;

test("rates are those since the reading before", () => {
  const model = new Model(1);
  model.take(host(0));
  expect(model.current!.links[0]).toMatchObject({ rxBits: 0, rxOctets: 0 });
  model.take(host(2));
  expect(model.current!.links[0]).toMatchObject({ rxBits: 8000, txBits: 0, rxOctets: 2000 });
});

test("the past has a sample a second, however often the host is read, and ten minutes of them", () => {
  const model = new Model(0.1);
  for (let tenth = 0; tenth <= 6500; tenth++) model.take(host(tenth / 10));
  const past = model.pastOf(model.find(key(model, "link3"))!);
  expect(past).toHaveLength(600);
  expect(past.every(([bits]) => Math.abs(bits - 8000) < 1)).toBe(true);
});

test("a slower one has fewer samples of the same ten minutes", () => {
  const model = new Model(10);
  for (let seconds = 0; seconds <= 700; seconds += 10) model.take(host(seconds));
  expect(model.samples).toBe(60);
  expect(model.pastOf(model.find(key(model, "link3"))!)).toHaveLength(60);
});

test("the past of a bridge is its links' sum, and a link that is gone takes its own along", () => {
  const model = new Model(1);
  model.take(host(0));
  model.take(host(1));
  const bridge = model.find("bridge:public")!;
  expect(model.pastOf(bridge).at(-1)).toEqual([5 * 8000, 0, 5, 0]);
  const gone = host(2);
  model.take({ ...gone, bridges: gone.bridges.map((one) => ({ ...one, links: [] })) });
  expect(model.pastOf(bridge)).toEqual([]);
});

test("the shape is the same as long as the picture is, for another server too", () => {
  const shape = (...readings: Topology[]) => {
    const model = new Model(1);
    for (const reading of readings) model.take(reading);
    return model.current!.shape;
  };
  expect(shape(host(0), host(9))).toBe(shape(host(5)));
  expect(shape(host(0))).not.toBe(
    shape({ ...host(0), orphans: [{ id: 9, name: "x", type: "eiface" }] }),
  );
});

test("the panel tells of a link and of a bridge", () => {
  const model = new Model(1);
  model.take(host(0));
  model.take(host(1));
  const more = { jail: [], rcLines: ['ngbuddy_public_if="vtnet0"'] };
  const link = model.find(key(model, "link3"))!;
  expect(detailsOf(link, more)).toMatchObject({
    title: "guest0002",
    hooks: [
      ["link3", "of public [2]:"],
      ["ether", "of guest0002 [4]: (eiface)"],
    ],
    rcLines: more.rcLines,
  });
  expect(liveOf(model, link)).toMatchObject({
    addresses: [{ addr: "58:9c:fc:10:00:01", hook: "link3", age: 9, staleness: 2 }],
    counters: [
      ["octets", 1000, 4099],
      ["packets", 1, 0],
      ["multicasts", 0, 0],
      ["broadcasts", 0, 0],
    ],
  });
  const bridge = model.find("bridge:public")!;
  expect(detailsOf(bridge, more).hooks).toEqual([
    ["link0", "vtnet0 (lower)"],
    ["link1", "vtnet0 (upper)"],
    ["link2", "guest0001"],
    ["link3", "guest0002"],
    ["link4", "guest0003"],
  ]);
  expect(liveOf(model, bridge).addresses).toHaveLength(1);
  expect(model.find("bridge:nix")).toBeUndefined();
});
