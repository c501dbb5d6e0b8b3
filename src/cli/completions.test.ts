import { describe, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { manualPage, missingFromManual } from "../../test/support/manual.ts";
import { candidates, completionScripts, wordsOfLine } from "./completions.ts";
import { helpOf } from "./dispatch.ts";
import { loadAll, type Subcommand, type SubcommandList } from "./subcommand.ts";
import { subcommands } from "./subcommands/index.ts";

const host = {
  bridges: ["private", "public"],
  eifaces: ["jail01", "jail02"],
  interfaces: ["vtnet0", "lo0"],
  jails: ["web"],
};
const offered = async (line: string) =>
  (await candidates(wordsOfLine(line), subcommands, async (kind) => host[kind])).map(
    ({ text }) => text,
  );

describe("what may come next", () => {
  test.each([
    ["ngbuddy st", ["start", "status", "stop"]],
    ["ngbuddy la", ["lab"]],
    ["ngbuddy jail ", []],
    ["ngbuddy jail web ", ["private", "public"]],
    ["ngbuddy jail -q web pu", ["public"]],
    ["ngbuddy create web public ", ["private", "public"]],
    ["ngbuddy destroy ", ["jail01", "jail02"]],
    ["ngbuddy unjail jail01 ", ["web"]],
    ["ngbuddy bridge ", []],
    ["ngbuddy bridge lan ", ["lo0", "vtnet0"]],
    ["ngbuddy bridge --confirm ", []],
    ["ngbuddy bridge --confirm 60 lan v", ["vtnet0"]],
    ["ngbuddy unbridge pr", ["private"]],
    ["ngbuddy stop --c", ["--confirm"]],
    ["ngbuddy help unj", ["unjail"]],
    ["ngbuddy port ", ["jail01", "jail02"]],
    ["ngbuddy port jail01 --no-", ["--no-guard", "--no-isolate"]],
    ["ngbuddy port jail01 --mirror jail02 --is", ["--isolate"]],
    ["ngbuddy completions ", ["bash", "fish", "tcsh", "zsh"]],
    ["ngbuddy lab res", ["reset", "restore"]],
    ["ngbuddy lab start --host ", [":files"]],
    ["ngbuddy lab serv", []],
    ["ngbuddy graph -o ", [":files"]],
    ["ngbuddy graph --bridge p", ["private", "public"]],
    ["ngbuddy nosuch ", []],
  ])("%s", async (line, expected) => {
    expect((await offered(line)).sort()).toEqual(expected);
  });
});

/** One that nobody has: what a record says must be enough. */
const madeUp: Subcommand = {
  name: "polish",
  summary: "make an interface shine",
  arguments: [{ name: "BRIDGE", of: "bridges" }],
  options: { wax: { type: "string", value: "KIND", of: ["soft", "hard"], summary: "the wax" } },
  run: async () => 0,
};
const withMadeUp: SubcommandList = {
  ...subcommands,
  polish: async () => ({ subcommand: madeUp }),
};

test("a subcommand that is added to the list is completed, shown by help and missed in the manual", async () => {
  const offers = async (line: string) =>
    (await candidates(wordsOfLine(line), withMadeUp, async (kind) => host[kind])).map(
      ({ text }) => text,
    );
  expect(await offers("ngbuddy pol")).toEqual(["polish"]);
  expect(await offers("ngbuddy polish pu")).toEqual(["public"]);
  expect(await offers("ngbuddy polish --wax s")).toEqual(["soft"]);
  expect(await offers("ngbuddy polish --w")).toEqual(["--wax"]);
  expect(await helpOf(madeUp)).toBe(`usage: ngbuddy polish [--wax KIND] BRIDGE

Make an interface shine.

options:
  --wax KIND  the wax
`);
  expect(missingFromManual(manualPage(), await loadAll(withMadeUp))).toEqual([
    "polish",
    "polish --wax",
  ]);
});

test("bash asks, and offers what it is told", () => {
  const directory = mkdtempSync(join(tmpdir(), "completions-"));
  try {
    writeFileSync(join(directory, "picture.svg"), "");
    const script = `${completionScripts.bash}
ngbuddy() { case "$3" in *"-o "*) echo :files ;; *) printf '%s\\tsummary\\n' "[$3]" x ;; esac; }
complete_words() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _ngbuddy; echo "\${COMPREPLY[@]}"; }
complete_words ngbuddy jail; complete_words ngbuddy graph -o pic`;
    const { stdout, stderr } = spawnSync("bash", ["-c", script], {
      encoding: "utf8",
      cwd: directory,
    });
    expect(stderr).toBe("");
    expect(stdout).toBe("[ngbuddy jail] x\npicture.svg\n");
  } finally {
    rmSync(directory, { recursive: true });
  }
});
