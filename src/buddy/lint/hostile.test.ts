/** Texts that nobody would write, but that somebody may hand to the check. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { rcTexts } from "../../../test/support/rctexts.ts";
import { check } from "./check.ts";
import { filesConfiguration } from "./load.ts";
import { findingLine } from "./report.ts";

async function linesOf(rc: string, conf: string, others: { readonly [path: string]: string } = {}) {
  const texts: { readonly [path: string]: string } = { "jail.conf": conf, ...others };
  const configuration = await filesConfiguration(
    { read: async (path) => texts[path], list: async () => [] },
    [{ file: "rc.conf", text: rc }],
    ["jail.conf"],
  );
  return check(configuration).map(findingLine);
}

/** Pieces of both languages, and of neither. */
const piece = fc.oneof(
  fc.constantFrom(
    ..."a b { } ; = += , $ ${ \" ' \\ # \n ( ) ngbuddy_ _if _list lan em0 jail unjail service exec.prestart".split(
      " ",
    ),
    ...['vnet.interface="$name";', "vnet;", ".include x;", "ngbuddy_lan_if=em0\n", " ", "\t"],
    ...[
      'exec.prestart = "service ngbuddy jail $name lan";',
      "path=/;",
      "\0",
      "\r\n",
      "\ufeff",
      "\ud800",
    ],
  ),
  fc.string({ unit: "grapheme", maxLength: 5 }),
);
const anyText = fc.array(piece, { maxLength: 25 }).map((pieces) => pieces.join(""));

test("whatever the texts are, each finding is one line with a place in one of them", async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(anyText, rcTexts()), anyText, async (rc, conf) => {
      for (const line of await linesOf(rc, conf)) {
        expect(line).toMatch(
          /^(?:rc\.conf|jail\.conf|x)(?::\d+){0,2}: (?:error|warning|note): .+ \[[a-z-]+\]$/,
        );
        expect(line).not.toMatch(/\p{Cc}/u);
        const [, file, number = "1"] = /^([\w.]+)(?::(\d+))?/.exec(line)!;
        const text = file === "rc.conf" ? rc : conf;
        if (file !== "x") expect(Number(number)).toBeLessThanOrEqual(text.split("\n").length);
      }
    }),
    { numRuns: 300 },
  );
});

test("binary and huge files get one line", async () => {
  expect(await linesOf("\x7fELF\0\0", "")).toEqual([
    "rc.conf:1:1: error: has the control character 0x7f: it is no text file, or was damaged [syntax]",
  ]);
  const huge = "a=1\n".repeat(300_000);
  expect(await linesOf(huge, huge)).toEqual([
    "rc.conf: error: has 1200000 characters; no configuration is that large [syntax]",
    "jail.conf: error: has 1200000 characters; no configuration is that large [syntax]",
  ]);
});

test("files that include each other without end get one line", async () => {
  const files = Object.fromEntries(
    Array.from({ length: 30 }, (_, at) => [
      `f${at}`,
      `.include f${at + 1};\n.include f${at + 1};\n`,
    ]),
  );
  for (const conf of [".include jail.conf;", ".include jail.conf;\n.include jail.conf;"])
    expect(await linesOf("", conf)).toEqual([
      "jail.conf: error: jail(8) refuses this: maximum include depth exceeded [syntax]",
    ]);
  expect(await linesOf("", ".include f0;", { ...files, f30: "a { path=/; }" })).toEqual([
    "jail.conf: error: jail(8) refuses this: more than 10000 files are included [syntax]",
  ]);
});

test("variables that double each other without end get one line", async () => {
  const doubled = (join: string) =>
    Array.from({ length: 60 }, (_, at) => `$v${at + 1}=${join.replaceAll("X", `$v${at}`)};`).join(
      "\n",
    );
  for (const join of ['"X X"', "X, X"]) {
    const found = await linesOf("", `$v0=a;\n${doubled(join)}\nj { path=/; exec.start=$v60; }`);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain("jail(8) refuses it: ");
    expect(found[0]!.length).toBeLessThan(300);
  }
});
