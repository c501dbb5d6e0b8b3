/** What hosts tell is taken whole, and what is none of it is not taken at all. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import * as v from "valibot";
import { articleTopology, everyKind } from "../../test/support/hosttopologies.ts";
import { madeUpTopology } from "../../test/support/topologies.ts";
import { topologySchema } from "./topologyshape.ts";

const all = [articleTopology(), everyKind(), madeUpTopology(100, 3)];

test("a topology comes through as it was told", () => {
  for (const topology of all) {
    const told = JSON.parse(JSON.stringify(topology));
    expect(v.parse(topologySchema, told)).toEqual(told);
  }
});

test("whatever somebody else puts into it, it is taken as a topology or refused", () => {
  const told = JSON.stringify(everyKind());
  fc.assert(
    fc.property(fc.nat(told.length - 1), fc.json({ maxDepth: 2 }), (at, more) => {
      // The next value from there on is another one.
      const text = `${told.slice(0, at)}${told.slice(at).replace(/:("[^"]*"|\d+|\[)/, `:${more}`)}`;
      let value: unknown;
      try {
        value = JSON.parse(text);
      } catch {
        return;
      }
      const { success, output } = v.safeParse(topologySchema, value);
      if (success) expect(v.is(topologySchema, output)).toBe(true);
    }),
  );
});

test("more links than any host has are refused", () => {
  const topology = madeUpTopology(1, 1);
  const [bridge] = topology.bridges;
  const links = Array.from({ length: 20_001 }, () => bridge!.links[0]!);
  const huge = { ...topology, bridges: [{ ...bridge!, links }] };
  expect(v.is(topologySchema, huge)).toBe(false);
});
