/** What becomes of the nodes between an eiface and its bridge, and how they come back. */
import { describe, expect, test } from "bun:test";
import { seenOf, wantedBy } from "../../../test/support/seen.ts";
import { clearBetween, rebuild, removeGuest } from "./between.ts";
import { linkSeen } from "./wanted.ts";

const chain = {
  nodes: ["lan bridge", "a eiface", "t tee", "p pipe"],
  links: ["lan link0 p upper", "p lower t right", "t left a ether"],
};

function walkedIn(scene: Parameters<typeof seenOf>[0]) {
  const seen = seenOf(scene);
  const eiface = seen.byName.get("a")!;
  return { seen, eiface, walked: linkSeen(seen, eiface)! };
}

test("an eiface directly on its bridge goes alone", () => {
  const { seen, eiface } = walkedIn({
    nodes: ["lan bridge", "a eiface"],
    links: ["lan link0 a ether"],
  });
  const { steps, notes } = removeGuest(wantedBy("lan_if=ng0"), seen, eiface);
  expect(steps.map(({ description }) => description)).toEqual(["shut down eiface a"]);
  expect(notes).toEqual([]);
});

test("what is between goes with the eiface, and comes back from the bridge on", () => {
  const { seen, eiface } = walkedIn(chain);
  const { steps, notes } = removeGuest(wantedBy("lan_if=ng0"), seen, eiface);
  expect(steps.map(({ description }) => description)).toEqual([
    "shut down eiface a",
    "shut down tee t, which was between",
    "shut down pipe p, which was between",
  ]);
  expect(notes).toEqual([]);
  expect(steps[2]?.undo).toEqual([
    { op: "mkpeer", path: "lan:", type: "pipe", hook: "link0", peerHook: "upper" },
    { op: "name", path: "lan:link0", name: "p" },
  ]);
  expect(steps[1]?.undo).toEqual([
    { op: "mkpeer", path: "p:", type: "tee", hook: "lower", peerHook: "right" },
    { op: "name", path: "p:lower", name: "t" },
  ]);
  expect(steps[0]?.undo.at(-1)).toEqual({
    op: "connect",
    path: "a:",
    peerPath: "t:",
    hook: "ether",
    peerHook: "left",
  });
});

test("with the bridge nothing of it can come back by itself: it is rebuilt behind the bridge", () => {
  const { seen, eiface, walked } = walkedIn(chain);
  for (const { undo } of clearBetween(seen, "a", walked, false).steps) expect(undo).toEqual([]);
  expect(rebuild(eiface, walked).map(({ op }) => op)).toEqual([
    "mkpeer",
    "name",
    "mkpeer",
    "name",
    "connect",
  ]);
});

test("a node without a name is found again by the hooks from the bridge on", () => {
  const { seen, walked, eiface } = walkedIn(chain);
  const unnamed = walked.between.map(({ node, ...hooks }) => ({
    ...hooks,
    node: { ...node, name: "" },
  }));
  expect(
    clearBetween(seen, "a", { ...walked, between: unnamed }, true).steps[0]?.description,
  ).toMatch(/^shut down tee \[[0-9a-f]+\], which was between$/);
  expect(rebuild(eiface, { ...walked, between: unnamed })).toEqual([
    { op: "mkpeer", path: "lan:", type: "pipe", hook: "link0", peerHook: "upper" },
    { op: "mkpeer", path: "lan:link0", type: "tee", hook: "lower", peerHook: "right" },
    { op: "connect", path: "a:", peerPath: "lan:link0.lower", hook: "ether", peerHook: "left" },
  ]);
});

describe("a node that others are connected to", () => {
  test("stays, and so does what is behind it, where it is their way, too", () => {
    const { seen, walked } = walkedIn({
      nodes: ["lan bridge", "a eiface", "v vlan", "t tee", "b eiface"],
      links: ["lan link0 t right", "t left v downstream", "v v10 a ether", "v v20 b ether"],
    });
    // Another tag leads to another eiface.
    const passed = { node: seen.byName.get("v")!, entry: "v10", exit: "downstream" };
    const { steps, notes } = clearBetween(seen, "a", { ...walked, between: [passed] }, true);
    expect(steps).toEqual([]);
    expect(notes).toEqual(["vlan v, which was between, stays: it is connected by v20 to b"]);
  });

  test("is disconnected where they only listen, and what is behind it goes", () => {
    const { seen, eiface } = walkedIn({
      nodes: [...chain.nodes, "s socket"],
      links: [...chain.links, "t left2right s x"],
    });
    const { steps, notes } = removeGuest(wantedBy("lan_if=ng0"), seen, eiface);
    expect(notes).toEqual(["tee t, which was between, stays: it is connected by left2right to s"]);
    expect(steps.map(({ description }) => description)).toEqual([
      "shut down eiface a",
      "disconnect tee t from what is behind it",
      "shut down pipe p, which was between",
    ]);
    const id = seen.byName.get("t")!.id.toString(16);
    expect(steps[1]?.do).toEqual({ op: "rmhook", path: `[${id}]:`, hook: "right" });
    expect(steps[1]?.undo).toEqual([
      { op: "connect", path: `[${id}]:`, peerPath: "p:", hook: "right", peerHook: "lower" },
    ]);
  });
});
