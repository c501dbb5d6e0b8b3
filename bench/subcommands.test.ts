/** What the measurement in a lab prints. */
import { expect, test } from "bun:test";
import { subcommands } from "./subcommands.ts";

test("each subcommand is shown with its time, what it asked, and what it loads", async () => {
  const rows = await subcommands("kernel", [2], "message:1us");
  expect(rows.map(({ what }) => what)).toEqual(
    ["start", "status", "jail", "unjail", "stop"].map((name) => `${name}, 2 links`),
  );
  for (const { value } of rows)
    expect(value).toMatch(
      /^\d+\.\d\d s, \d+ messages, \d+ calls?, 0 processes, \d+ modules, \d+ kB$/,
    );
});
