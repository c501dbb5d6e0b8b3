/** What is found in the table of a node type. */
import { expect, test } from "bun:test";
import { errnoOf } from "../../test/support/refusal.ts";
import { errno } from "./errno.ts";
import { commandById, commandByName, commandOf, type NodeTypeTable } from "./nodetype.ts";
import { bridge } from "./types/bridge.ts";
import { generic, nodeTypes } from "./types/index.ts";

test("a command is found by its name and by its number, and one that the type has not is refused", () => {
  expect(commandByName(bridge, "getstats")?.id).toBe(4);
  expect(commandById(bridge, 4)?.name).toBe("getstats");
  expect(commandOf(bridge, "getstats").id).toBe(4);
  expect([commandByName(bridge, "mkpeer"), commandById(bridge, 99)]).toEqual([
    undefined,
    undefined,
  ]);
  expect(errnoOf(() => commandOf(bridge as NodeTypeTable, "mkpeer"))).toBe(errno.ENOSYS);
});

test("no two types have one cookie, and no two commands of a type one name or number", () => {
  const all: readonly NodeTypeTable[] = [generic, ...nodeTypes];
  const areDistinct = (values: readonly (string | number)[]) =>
    new Set(values).size === values.length;
  expect(areDistinct(all.map(({ cookie }) => cookie))).toBe(true);
  expect(areDistinct(all.map(({ name }) => name))).toBe(true);
  for (const { name, commands } of all)
    expect([
      name,
      areDistinct(commands.map((command) => command.name)),
      areDistinct(commands.map(({ id }) => id)),
    ]).toEqual([name, true, true]);
});
