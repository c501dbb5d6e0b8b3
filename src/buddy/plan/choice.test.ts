/** Which bridge is meant: the only one, or a line that names those there are. */
import { describe, expect, test } from "bun:test";
import { wantedBy } from "../../../test/support/seen.ts";
import { Refusal } from "../refusal.ts";
import { onlyBridge, refuseNoBridge, soleName } from "./choice.ts";

function refusalOf(action: () => unknown): { kind: string; message: string } {
  try {
    action();
  } catch (error) {
    if (error instanceof Refusal) return { kind: error.kind, message: error.message };
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("when no bridge is named", () => {
  test("the only one is meant", () => {
    const wanted = wantedBy("lan_if=ng0");
    expect(onlyBridge(wanted, "jail", ["a"])).toBe("lan");
    expect(soleName(wanted.bridges)).toEqual(["lan"]);
  });

  test("of several they are named, with a command that has one", () => {
    const wanted = wantedBy("lan_if=ng0", "dmz_if=ng1");
    expect(refusalOf(() => onlyBridge(wanted, "create", ["a"]))).toEqual({
      kind: "usage",
      message: "which bridge is a for? there are dmz, lan; for example: ngbuddy create a dmz",
    });
    expect(soleName(wanted.bridges)).toEqual([]);
  });

  test("and rc.conf has none, it says how to make one", () => {
    expect(refusalOf(() => onlyBridge(wantedBy(), "jail", ["a"]))).toEqual({
      kind: "config",
      message: "rc.conf names no bridge; give one: ngbuddy bridge NAME INTERFACE",
    });
    expect(soleName([])).toEqual([]);
  });
});

describe("a bridge that is not there", () => {
  const many = Array.from({ length: 14 }, (_, at) => `net${10 + at}`);
  const table: [name: string, asked: string, names: string[], message: string][] = [
    [
      "is asked for again when it was mistyped",
      "pubilc",
      ["lan", "public"],
      "; did you mean public?",
    ],
    [
      "is refused with those there are, in order",
      "x",
      ["lan", "dmz"],
      ": there are dmz, lan; make it",
    ],
    ["is refused with the only one there is", "x", ["lan"], ": there is lan; make it"],
    ["is refused where there is none", "x", [], ": there is none; make it"],
    [
      "is refused with the first dozen of very many",
      "x",
      many,
      `: there are ${many.slice(0, 12).join(", ")} and 2 more; make it`,
    ],
  ];
  test.each(table)("%s", (_, asked, names, message) => {
    expect(refusalOf(() => refuseNoBridge(asked, names, "; make it"))).toEqual({
      kind: "data",
      message: `no bridge "${asked}"${message}`,
    });
  });
});
