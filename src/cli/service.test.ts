/** What `service ngbuddy` can do. */
import { expect, test } from "bun:test";
import { serviceCommands } from "./service.ts";
import type { Subcommand, SubcommandList } from "./subcommand.ts";

const list: SubcommandList = Object.fromEntries(
  [
    ["stop", true],
    ["jail", true],
    ["draw", undefined],
    ["confirm", true],
    ["status", true],
    ["web", false],
  ].map(([name, inService]) => [
    name,
    async () => ({ subcommand: { name, inService } as Subcommand }),
  ]),
);

test("a service has the subcommands that are for it, but for those that every service has", async () => {
  expect(await serviceCommands(list)).toEqual(["confirm", "jail"]);
});
