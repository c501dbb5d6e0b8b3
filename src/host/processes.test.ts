/** Processes by their numbers and beginnings. */
import { expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { plainProcesses, processesBy } from "./processes.ts";

test("this process lives, and says when it began", () => {
  const { own, lives } = plainProcesses();
  expect(own.pid).toBe(process.pid);
  expect(lives(own)).toBe(true);
});

test("a number that another process has now is not the one that was meant", () => {
  const { lives } = processesBy((pid) => (pid === process.pid ? "later" : undefined));
  expect(lives({ pid: process.pid, began: "later" })).toBe(true);
  expect(lives({ pid: process.pid, began: "earlier" })).toBe(false);
});

test("where nobody says when it began, the number alone tells", () => {
  const { own, lives } = processesBy(() => undefined);
  expect(own.began).toBe("");
  expect(lives({ pid: process.pid, began: "" })).toBe(true);
  expect(lives({ pid: process.pid, began: "whenever" })).toBe(true);
});

test("one that has ended is gone, whatever began", () => {
  const { pid } = spawnSync("true");
  expect(processesBy(() => "1").lives({ pid, began: "1" })).toBe(false);
});

test.skipIf(process.platform !== "linux")(
  "on Linux the beginning is in /proc, for processes with any name",
  () => {
    expect(plainProcesses().own.began).toMatch(/^[0-9a-f-]{8}\.\d+$/);
  },
);
