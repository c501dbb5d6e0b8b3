/** A bridge that comes back with the hooks it had. */
import { describe, expect, test } from "bun:test";
import { applying, graphOf } from "../../../test/support/applying.ts";
import type { Action } from "../plan/step.ts";

const bridge = (...links: [hook: string, peer: string, peerHook: string][]): Action => ({
  op: "bridge",
  name: "lan",
  links: links.map(([hook, peer, peerHook]) => ({ hook, peer, peerHook })),
  persistent: false,
});
const both = bridge(["link0", "vtnet0", "lower"], ["link7", "vtnet0", "upper"]);

describe("a bridge that was shut down", () => {
  test("is there again, with the numbers that its links had", async () => {
    const on = await applying();
    await on.perform(both);
    expect(graphOf(on)).toEqual([
      "lan bridge [link0 vtnet0:lower, link7 vtnet0:upper]",
      "vtnet0 ether [lower lan:link0, upper lan:link7]",
    ]);
  });

  test("is left as it is when it has come back already", async () => {
    const on = await applying();
    await on.perform(both);
    const before = graphOf(on);
    await on.perform(both);
    expect(graphOf(on)).toEqual(before);
  });

  test("gets the links that are missing of it, and no second bridge", async () => {
    const on = await applying();
    await on.perform(bridge(["link0", "vtnet0", "lower"]));
    await on.perform(both);
    expect(graphOf(on).filter((node) => node.includes(" bridge "))).toEqual([
      "lan bridge [link0 vtnet0:lower, link7 vtnet0:upper]",
    ]);
  });

  test("comes back without what has gone for good", async () => {
    const on = await applying();
    await on.perform(bridge(["link0", "gone", "ether"], ["link1", "vtnet0", "lower"]));
    expect(graphOf(on)[0]).toBe("lan bridge [link1 vtnet0:lower]");
  });
});

test("one that a killed process had made and not named yet gets its name, and no second one is made", async () => {
  const on = await applying("ngctl mkpeer vtnet0: bridge lower link0");
  await on.perform(both);
  expect(graphOf(on)).toEqual([
    "lan bridge [link0 vtnet0:lower, link7 vtnet0:upper]",
    "vtnet0 ether [lower lan:link0, upper lan:link7]",
  ]);
});

test("a hook that leads to somebody else's bridge meanwhile stays there", async () => {
  const on = await applying(
    "ngctl mkpeer vtnet0: bridge lower link3",
    "ngctl name vtnet0:lower theirs",
  );
  await on.perform(both);
  expect(graphOf(on)).toContain("theirs bridge [link3 vtnet0:lower]");
  expect(graphOf(on)).toContain("lan bridge [link7 vtnet0:upper]");
});

test("a persistent one outlives its last link", async () => {
  const on = await applying();
  await on.perform({ ...both, persistent: true } as Action);
  for (const hook of ["lower", "upper"]) await on.lab.out(`ngctl rmhook vtnet0: ${hook}`);
  expect(graphOf(on)).toEqual(["lan bridge []"]);
});
