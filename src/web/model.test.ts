/** What the page is told: rates, the past of ten minutes, and when to draw anew. */
import { expect, test } from "bun:test";
import { host, key } from "../../test/support/readings.ts";
import type { Topology } from "../buddy/topology.ts";
import { Model } from "./model.ts";

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
