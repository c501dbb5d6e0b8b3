/** Checks are made one after the other. */
import { expect, test } from "bun:test";
import { buddyLab } from "../../../test/support/buddylab.ts";
import { byCommands } from "../../host/commands.ts";
import { labHost } from "../../lab/host.ts";
import { check, runChecks, Skipped } from "./check.ts";
import { checks } from "./checks/index.ts";

test("a check that is added to the list is made, and says what is wrong", async () => {
  const polished = {
    name: "polish",
    find: () => Promise.reject(new Error("the bridge is dull; polish it")),
  };
  const found = await runChecks([...checks, polished], byCommands(labHost(buddyLab().lab)));
  expect(found.at(-1)).toEqual({
    name: "polish",
    result: "failed",
    detail: "the bridge is dull; polish it",
  });
  // Without the kernel's calls there is nothing to hold against the commands.
  const made = checks.filter(({ applies }) => applies === undefined);
  expect(found).toHaveLength(made.length + 1);
});

test("what a check throws is why it failed, or why it was not tried", async () => {
  const throwing = (error: Error) => check("x", () => Promise.reject(error));
  expect(await check("x", async () => "all well")).toEqual({
    name: "x",
    result: "ok",
    detail: "all well",
  });
  expect(await throwing(new Error("broken"))).toEqual({
    name: "x",
    result: "failed",
    detail: "broken",
  });
  expect(await throwing(new Skipped("no way"))).toEqual({
    name: "x",
    result: "skipped",
    detail: "no way",
  });
});
