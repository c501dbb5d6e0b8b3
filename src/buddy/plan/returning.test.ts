/** Interfaces that jails have again after a restart. */
import { describe, expect, test } from "bun:test";
import { placeIn } from "../../../test/support/places.ts";
import { type Scene, seenOf, wantedBy } from "../../../test/support/seen.ts";
import { returning, returnSteps } from "./returning.ts";

const scene: Scene = {
  nodes: ["lan bridge", "other bridge", "a eiface", "b eiface", "ngeth7 eiface"],
  links: ["lan link0 a ether", "other link1 b ether", "lan link2 ngeth7 ether"],
};

/** The eifaces that come back, and on which bridge, when each is in a jail. */
function backOn(rc: string[], inJail = true): string[] {
  const seen = seenOf(scene);
  const eifaces = seen.nodes.filter(({ type }) => type === "eiface");
  const jail = inJail ? "web" : undefined;
  const places = new Map(eifaces.map(({ id, name }) => [id, placeIn(jail, { name })]));
  return returning(wantedBy(...rc), { ...seen, places }, eifaces).map(
    ({ node, bridge }) => `${node.name} on ${bridge}`,
  );
}

describe("an interface comes back", () => {
  test("on the bridge it is on, if rc.conf makes that again", () => {
    expect(backOn(["lan_if=ng0"])).toEqual(["a on lan"]);
  });

  test("on the bridge whose list has it, wherever it is now", () => {
    expect(backOn(["lan_if=ng0", "lan_list=b"])).toEqual(["a on lan", "b on lan"]);
  });

  test("only to a jail: on the host start makes it", () => {
    expect(backOn(["lan_if=ng0"], false)).toEqual([]);
  });
});

test("an interface that nobody has named is not made again: the kernel would call it otherwise", () => {
  expect(backOn(["lan_if=ng0"]).join()).not.toContain("ngeth7");
});

describe("the steps that put one back", () => {
  const place = { ...placeIn("web", { name: "vnet0", inet: ["10.0.0.2/24"] }), jail: "web" };
  const node = { id: 5, name: "a", type: "eiface", hooks: 1 };
  const [move, settle] = returnSteps({ node, place, bridge: "lan" });

  test("move it, then set what it had, and pass that over where it could not be moved", () => {
    expect(move).toMatchObject({
      description: "put a into jail web",
      do: { op: "vnet", node: "a", interface: "a", jail: "web", to: "jail" },
      otherwise: { what: "jail web is left without its interface a", skips: 1 },
    });
    expect(settle).toMatchObject({
      description: "give it back there the name vnet0 and what it had: 10.0.0.2/24",
      do: { op: "settle", jail: "web", ether: "02:00:00:00:00:0a" },
    });
  });

  test("say what to type for it when they fail, from the beginning", () => {
    for (const step of [move, settle])
      expect(step?.otherwise?.remedy).toStartWith(
        "to give it that again: ngbuddy unjail a web && ngbuddy jail a lan && ",
      );
  });
});
