import { expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import about from "../../package.json" with { type: "json" };
import { buddyLab } from "../support/buddylab.ts";
import { program } from "./program.ts";

test("--version says the version of package.json, and starts no lab", async () => {
  await using ngbuddy = program();
  for (const option of ["--version", "-V"])
    expect(await ngbuddy.run(option)).toEqual({
      status: 0,
      stdout: `ngbuddy ${about.version}\n`,
      stderr: "",
    });
  expect(readdirSync(ngbuddy.lab)).toEqual([]);
});

test("a lab's ngbuddy has the same version", async () => {
  expect(await buddyLab().out("ngbuddy --version")).toBe(`ngbuddy ${about.version}\n`);
});
