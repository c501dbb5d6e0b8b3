import { expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { buddyLab } from "../../../test/support/buddylab.ts";
import { manualPage, missingFromManual } from "../../../test/support/manual.ts";
import { labSubcommands } from "../lab/index.ts";
import { loadAll } from "../subcommand.ts";
import { subcommands } from "./index.ts";

test("the manual page knows every subcommand and every option", async () => {
  const all = [...(await loadAll(subcommands)), ...(await loadAll(labSubcommands))];
  expect(missingFromManual(manualPage(), all)).toEqual([]);
});

test("the manual page knows every field that a subcommand prints as JSON", async () => {
  const page = manualPage();
  const lab = buddyLab();
  await lab.out("ngbuddy enable");
  for (const line of [
    "start -n --json",
    "start --json --confirm 60",
    "status --json",
    "confirm --json",
    "recover --json",
    "recover -n --json",
    "recover --forget --json",
    "mac a --json",
    "self-test --json",
    "doctor --json",
  ]) {
    const { version, ...fields } = JSON.parse((await lab.ngbuddy(line)).stdout);
    expect([line, version]).toEqual([line, 1]);
    const inner =
      fields.plan ??
      fields.checks?.[0] ??
      fields.findings?.[0] ??
      fields.bridges?.[0].links[0] ??
      {};
    for (const name of [...Object.keys(fields), ...Object.keys(inner)])
      expect(page).toMatch(new RegExp(`^\\.Va ${name}\\b`, "m"));
  }
});

test("mandoc(1) finds nothing wrong with the manual pages", () => {
  const directory = join(import.meta.dirname, "..", "..", "..", "man");
  for (const page of ["ngbuddy.8", "ngbuddy.conf.5"]) {
    // Pages of FreeBSD's that a page refers to are not on every machine: that is of the level "style".
    const args = ["-T", "lint", "-W", "warning", join(directory, page)];
    expect(spawnSync("mandoc", args, { encoding: "utf8" })).toMatchObject({
      status: 0,
      stdout: "",
    });
  }
});
