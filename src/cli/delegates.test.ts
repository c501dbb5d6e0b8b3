import { expect, test } from "bun:test";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { machineDelegates } from "./delegates.ts";

/** A directory with a program of this text. */
async function withProgram(text: string, mode: number, use: (path: string) => Promise<void>) {
  const directory = mkdtempSync(join(tmpdir(), "ngbuddy-cni-"));
  try {
    const path = join(directory, "fixed");
    writeFileSync(path, text);
    chmodSync(path, mode);
    await use(path);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

test("a program gets the environment and its standard input, and all that it says comes back", () =>
  withProgram('#!/bin/sh\necho "$A"; cat; echo oh >&2; exit 3\n', 0o755, async (path) => {
    expect(await machineDelegates.run(path, { A: "$(touch x)", B: undefined }, "in")).toEqual({
      status: 3,
      stdout: "$(touch x)\nin",
      stderr: "oh\n",
    });
  }));

test.each([
  ["#!/bin/sh\n", 0o644, "no executable"],
  ["#!/nowhere\n", 0o755, "interpreter is missing"],
  ["neither one nor the other", 0o755, "it is no program"],
  ["#!/bin/sh\nkill -9 $$\n", 0o755, "ended by a signal"],
  ["#!/bin/sh\nyes | head -c 2000000\n", 0o755, "printed too much"],
])("what is no program, or dies, is said so: %j", (text, mode, why) =>
  withProgram(text, mode, async (path) => {
    expect(machineDelegates.run(path, process.env, "")).rejects.toMatchObject({
      code: 100,
      message: expect.stringContaining(why),
    });
  }),
);

test("a program is found in the first directory that has one, and a directory is none", () =>
  withProgram("", 0o755, async (path) => {
    const directory = join(path, "..");
    mkdirSync(join(directory, "other", "fixed"), { recursive: true });
    const places = [join(directory, "absent"), join(directory, "other"), directory];
    expect(await machineDelegates.find(places, "fixed")).toBe(path);
    expect(await machineDelegates.find([join(directory, "other")], "fixed")).toBeUndefined();
  }));
