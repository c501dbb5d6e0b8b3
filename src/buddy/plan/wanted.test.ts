/** What planners ask of what was seen and what is wanted. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import "../../../test/support/seed.ts";
import { seenOf, wantedBy } from "../../../test/support/seen.ts";
import {
  allLists,
  endSeen,
  highestLink,
  linkCount,
  linkSeen,
  mtuOf,
  nextLink,
  nodeOf,
  ownInterface,
} from "./wanted.ts";

const scene = {
  nodes: ["lan bridge", "dmz bridge", "a eiface", "t tee", "b eiface", "c eiface"],
  links: ["lan link0 a ether", "lan link4 t right", "t left b ether", "dmz link2 c ether"],
};

describe("the number of the next link", () => {
  test("is one higher than the highest of all bridges, whatever gaps there are", () => {
    expect(nextLink(seenOf(scene))).toBe(5);
    expect(nextLink(seenOf({}))).toBe(0);
  });

  test("is how many there are where not every bridge was read", () => {
    const seen = seenOf(scene);
    const hooks = new Map(seen.hooks);
    hooks.delete(seen.byName.get("dmz")!.id);
    expect(nextLink({ ...seen, hooks })).toBe(3);
    expect(linkCount(seen.nodes)).toBe(3);
  });

  test("counts no hooks but links: an uplink has numbers of its own", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1000)), (numbers) => {
        const hooks = [...numbers.map((number) => `link${number}`), "uplink2000", "link", "link1x"];
        expect(highestLink(hooks.map((name) => ({ name })))).toBe(Math.max(-1, ...numbers));
      }),
    );
  });
});

describe("what an eiface leads to", () => {
  const seen = seenOf(scene);

  test("is its bridge, also through a node that hands frames on", () => {
    expect(endSeen(seen, seen.byName.get("a"))?.name).toBe("lan");
    expect(endSeen(seen, seen.byName.get("b"))?.name).toBe("lan");
    expect(linkSeen(seen, seen.byName.get("b"))?.between.map(({ node }) => node.name)).toEqual([
      "t",
    ]);
  });

  test("is nothing when it is connected to nothing, or is not there", () => {
    expect(
      endSeen(seenOf({ nodes: ["a eiface"] }), seenOf({ nodes: ["a eiface"] }).byName.get("a")),
    ).toBeUndefined();
    expect(endSeen(seen, undefined)).toBeUndefined();
  });
});

test("a node of the name that is of another type is not meant", () => {
  const seen = seenOf(scene);
  expect(nodeOf(seen, "a", "eiface")?.name).toBe("a");
  expect(nodeOf(seen, "a", "bridge")).toBeUndefined();
});

test("lists count also of bridges that have no interface any more", () => {
  const wanted = wantedBy("lan_if=ng0", "lan_list='a b'", "old_list=c", "dmz_if=ng1");
  expect([...allLists(wanted)].sort()).toEqual([
    ["dmz", []],
    ["lan", ["a", "b"]],
    ["old", ["c"]],
  ]);
  expect(ownInterface(wanted, "lan")).toEqual(["ng0"]);
  expect(ownInterface(wanted, "old")).toEqual([]);
});

test("an MTU is set only where it is not the one that an eiface is made with", () => {
  const one = { ...seenOf({ interfaces: ["a"] }).interfaces!.get("a")! };
  expect(mtuOf(one)).toEqual([]);
  expect(mtuOf({ ...one, mtu: 9000 })).toEqual(["mtu", "9000"]);
});
