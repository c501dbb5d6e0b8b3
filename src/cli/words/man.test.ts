import { expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buddyLab } from "../../../test/support/buddylab.ts";
import { words } from "./index.ts";

test("the manual page knows every word and every option", () => {
  const page = readFileSync(
    join(import.meta.dirname, "..", "..", "..", "man", "ngbuddy.8"),
    "utf8",
  );
  for (const name of words.keys())
    expect(page).toMatch(new RegExp(`^\\.(It )?Cm .*\\b${name}\\b`, "m"));
  const options = new Set(
    [...words.values()].flatMap(
      ({ usage, details }) => `${usage}\n${details ?? ""}`.match(/--[a-z-]+/g) ?? [],
    ),
  );
  for (const option of options) expect(page).toContain(`Fl -${option.slice(2)}`);
});

test("the manual page knows every field that a word prints as JSON", async () => {
  const page = readFileSync(
    join(import.meta.dirname, "..", "..", "..", "man", "ngbuddy.8"),
    "utf8",
  );
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
  ]) {
    const { version, ...fields } = JSON.parse((await lab.ngbuddy(line)).stdout);
    expect([line, version]).toEqual([line, 1]);
    const inner = fields.plan ?? fields.checks?.[0] ?? fields.bridges?.[0].links[0] ?? {};
    for (const name of [...Object.keys(fields), ...Object.keys(inner)])
      expect(page).toMatch(new RegExp(`^\\.Va ${name}\\b`, "m"));
  }
});

test("mandoc(1) finds nothing wrong with the manual pages", () => {
  const folder = join(import.meta.dirname, "..", "..", "..", "man");
  for (const page of ["ngbuddy.8", "ngbuddy.conf.5"]) {
    // Pages of FreeBSD's that a page refers to are not on every machine: that is of the level "style".
    const args = ["-T", "lint", "-W", "warning", join(folder, page)];
    expect(spawnSync("mandoc", args, { encoding: "utf8" })).toMatchObject({
      status: 0,
      stdout: "",
    });
  }
});
