/** The steps that make a bridge and name it. */
import { expect, test } from "bun:test";
import { seenOf, wantedBy } from "../../../test/support/seen.ts";
import { makeBridge, nameBridge, newDraft } from "./draft.ts";

test("links of a new plan are numbered on from those there are", () => {
  const seen = seenOf({ nodes: ["x bridge", "y eiface"], links: ["x link6 y ether"] });
  expect(newDraft(wantedBy(), seen).nextLink).toBe(7);
});

test("a bridge that was made and not named yet is taken back by the hook that leads to it", () => {
  const wanted = wantedBy("lan_if=vtnet1");
  const draft = newDraft(wanted, seenOf({}));
  makeBridge(draft, wanted.bridges[0]!, "vtnet1:", "lower", { peerHook: "link0" });
  nameBridge(draft, wanted.bridges[0]!, "vtnet1:lower");
  expect(draft.steps).toEqual([
    {
      description: "make bridge lan at vtnet1:lower (link0)",
      do: { op: "mkpeer", path: "vtnet1:", type: "bridge", hook: "lower", peerHook: "link0" },
      undo: [{ op: "shutdown", path: "vtnet1:lower", type: "bridge", name: "lan" }],
    },
    {
      description: "name the bridge lan",
      do: { op: "name", path: "vtnet1:lower", name: "lan" },
      undo: [],
    },
  ]);
});

test("a persistent bridge is told so once it has its name", () => {
  const wanted = wantedBy("lan_if=vtnet1", "lan_persistent=YES");
  const draft = newDraft(wanted, seenOf({}));
  nameBridge(draft, wanted.bridges[0]!, "vtnet1:lower");
  expect(draft.steps[1]?.do).toEqual({
    op: "message",
    path: "lan:",
    type: "bridge",
    command: "setpersistent",
  });
});
