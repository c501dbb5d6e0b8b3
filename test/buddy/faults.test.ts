/** The first part of the situations, and that none is missing. */
import { expect, test } from "bun:test";
import { loadAll } from "../../src/cli/subcommand.ts";
import { subcommands } from "../../src/cli/subcommands/index.ts";
import { testFaults } from "../support/faulttests.ts";
import { situations } from "../support/situations.ts";

testFaults(0, 3);

/** What is asked by more than a command line is broken in a file of its own. */
const ELSEWHERE = new Set(["cni"]);

test("each subcommand that changes something is in a situation", async () => {
  const asked = new Set(Object.values(situations).map(({ request }) => request.split(" ")[0]!));
  for (const { name, changes, options } of await loadAll(subcommands))
    if (changes && "verbose" in options && !ELSEWHERE.has(name))
      expect([name, asked.has(name)]).toEqual([name, true]);
});
