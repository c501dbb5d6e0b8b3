/** The check of doc comments, on made-up files. */
import { describe, expect, test } from "bun:test";
import { faultsIn } from "./doccomments.ts";

/** Checks one file. */
const faultsOf = (file: string, ...lines: readonly string[]) =>
  faultsIn(new Map([[file, lines.join("\n")]]));

const MODULE = "/** What this file is about. */";

describe("doc comments", () => {
  test("a whole sentence above what is exported is let through, on one line or on several", () => {
    expect(
      faultsOf(
        "netgraph/a.ts",
        MODULE,
        "/** Returns the size, bytes. */",
        "export function size(): number {",
        "  return 1;",
        "}",
        "/**",
        " * `name` is a node's.",
        " * Throws a NetgraphError.",
        " */",
        "export const find = (name: string) => name;",
      ),
    ).toEqual([]);
  });

  test.each([
    "export class Size {",
    "export abstract class Size {",
    "export interface Size {",
    "export type Size = number;",
    "export enum Size {",
  ])("a type without one is named wherever it is: %s", (line) => {
    expect(faultsOf("buddy/a.ts", MODULE, "", line)).toEqual([
      "src/buddy/a.ts:3: Size has no doc comment",
    ]);
  });

  test.each(["export const size = 1;", "export async function size() {}", "export let size = 1;"])(
    "a value without one is named in the libraries alone: %s",
    (line) => {
      for (const file of ["netgraph/types/a.ts", "freebsd/a.ts", "lab/index.ts"])
        expect(faultsOf(file, MODULE, "", line)).toEqual([
          `src/${file}:3: size has no doc comment`,
        ]);
      expect(faultsOf("lab/net/a.ts", MODULE, "", line)).toEqual([]);
    },
  );

  test("the comment that a file begins with is not that of its first export", () => {
    expect(faultsOf("web/a.ts", MODULE, "export class Turns {")).toEqual([
      "src/web/a.ts:2: Turns has no doc comment",
    ]);
  });

  test("a comment that is no sentence is shown", () => {
    for (const comment of ["net/if.h", "Where a node is", "the size of it."])
      expect(faultsOf("web/a.ts", MODULE, `/** ${comment} */`, "export type Size = 1;")).toEqual([
        `src/web/a.ts:3: Size has a comment that is no sentence: ${comment}`,
      ]);
  });

  test("a comment that only repeats the name is no comment", () => {
    expect(
      faultsOf("web/a.ts", MODULE, "/** The web server. */", "export class WebServer {"),
    ).toEqual(["src/web/a.ts:3: WebServer has a comment that says no more than its name"]);
  });

  test("a comment for the linter may stand between", () => {
    expect(
      faultsOf(
        "web/a.ts",
        MODULE,
        "/** A size, bytes. */",
        "// lint: off",
        "export type Size = 1;",
      ),
    ).toEqual([]);
  });

  test("what is exported on, what is not exported, and tests are not asked for one", () => {
    expect(
      faultsOf(
        "netgraph/a.ts",
        MODULE,
        'export { a } from "./b.ts";',
        "const b = 1;",
        "interface C {}",
      ),
    ).toEqual([]);
    expect(faultsOf("netgraph/a.test.ts", MODULE, "export type Size = 1;")).toEqual([]);
  });
});
