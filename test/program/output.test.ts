/** What becomes of a run whose output nobody takes. */
import { expect, test } from "bun:test";
import { openSync } from "node:fs";
import { executable } from "../support/executable.ts";
import { program } from "./program.ts";

const FULL = "ngbuddy: standard output: no space left on device\n";

async function onto(stdout: number, lab: string, ...args: string[]) {
  const child = Bun.spawn([executable, ...args], {
    env: { ...process.env, NGBUDDY_LAB: lab },
    stdout,
    stderr: "pipe",
  });
  const stderr = await new Response(child.stderr).text();
  return { status: await child.exited, stderr };
}

test("a full disk is told, also by what has changed the host all the same", async () => {
  await using ngbuddy = program();
  await ngbuddy.run("lab", "start");
  const full = openSync("/dev/full", "w");
  for (const words of ["--version", "help", "enable", "start", "status"])
    expect([words, await onto(full, ngbuddy.lab, words)]).toEqual([
      words,
      { status: 74, stderr: FULL },
    ]);
  expect((await ngbuddy.run("status")).stdout).toContain("vtnet0 (upper)");
});

test("a reader that has read enough is no fault", async () => {
  await using ngbuddy = program();
  await ngbuddy.run("lab", "start");
  const child = Bun.spawn(["sh", "-c", '"$0" completions zsh | head -n 1', executable], {
    env: { ...process.env, NGBUDDY_LAB: ngbuddy.lab },
    stderr: "pipe",
  });
  expect(await new Response(child.stdout).text()).toBe("#compdef ngbuddy\n");
  expect(await new Response(child.stderr).text()).toBe("");
});
