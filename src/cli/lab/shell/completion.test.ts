/** What Tab offers behind a command that has subcommands, in a lab's shell. */
import { expect, test } from "bun:test";
import { subcommands } from "../../subcommands/index.ts";
import { subcommandsOf } from "./completion.ts";

test.each([
  ["bastille", ["create", "start", "list", "cmd"], "rdr"],
  ["ngbuddy", ["jail", "lab", "status"], "draw"],
  ["ngbuddy lab", ["start", "reach"], "serve"],
  ["ngbuddy fleet", ["status"], "jail"],
  ["jng", ["bridge", "graph", "show", "shutdown", "stats"], "jail"],
])(
  "behind %s are its subcommands, and none that a lab has not or that is for nobody",
  async (typed, some, none) => {
    const known = (await subcommandsOf(subcommands)).get(typed);
    expect(known).toEqual(expect.arrayContaining(some));
    expect(known).not.toContain(none);
  },
);
