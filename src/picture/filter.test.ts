/** A part of a topology. That every format shows just that is in formats.test.ts. */
import { describe, expect, test } from "bun:test";
import { everyKind } from "../../test/support/hosttopologies.ts";
import { madeUpTopology } from "../../test/support/topologies.ts";
import { partOf } from "./filter.ts";

const topology = madeUpTopology(9, 2);
const shown = (filter: Parameters<typeof partOf>[1], from = topology) =>
  partOf(from, filter).bridges.map(({ name, links }) => [name, links.length]);

test("without a filter everything is shown, as it was", () => {
  expect(partOf(topology, {})).toBe(topology);
});

describe("a bridge", () => {
  test("is shown alone, with all its links, and without what is on none", () => {
    const part = partOf(
      { ...topology, orphans: [{ id: 99, name: "lost", type: "eiface" }] },
      { bridge: "lan1" },
    );
    expect(part.bridges.map(({ name }) => name)).toEqual(["lan1"]);
    expect(part.bridges[0]!.links).toHaveLength(topology.bridges[1]!.links.length);
    expect(part.orphans).toEqual([]);
  });
  test("that nobody has is shown as nothing", () => {
    expect(partOf(topology, { bridge: "nosuch" })).toMatchObject({ bridges: [], graph: [] });
  });
});

describe("a guest", () => {
  test("is shown with the bridges that it is on, and its own links alone", () => {
    expect(shown({ guest: "guest0002" })).toEqual([["lan1", 1]]);
    expect(shown({ guest: "vtnet0" })).toEqual([["public", 2]]);
    expect(shown({ guest: "guest0002", bridge: "public" })).toEqual([]);
  });
  test("is found by its own name and by that of its interface", () => {
    expect(shown({ guest: "db" }, everyKind())).toEqual(shown({ guest: "ng0_db" }, everyKind()));
    expect(shown({ guest: "db" }, everyKind())).toEqual([["lan", 1]]);
  });
});

test("the nodes of a part are those of its bridges and links, with the hooks between them", () => {
  const part = partOf(topology, { guest: "guest0001" });
  const names = part.graph.map(({ name }) => name);
  expect(names.sort()).toEqual(["guest0001", "public"]);
  const ids = new Set(part.graph.map(({ id }) => id));
  const hooks = part.graph.flatMap((node) => node.hooks);
  expect(hooks).toHaveLength(2);
  expect(hooks.every(({ peerId }) => ids.has(peerId))).toBe(true);
});
