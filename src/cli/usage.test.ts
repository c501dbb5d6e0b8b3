/** How a subcommand is used, in words. */
import { expect, test } from "bun:test";
import { helpText, listText, shownOptions, usageLine } from "./usage.ts";

const draw = {
  name: "draw",
  summary: "draw the network",
  details: "  two lines\n  of details\n",
  arguments: [{ name: "BRIDGE" }, { name: "REST", optional: true, rest: true }],
  options: {
    quiet: { type: "boolean", short: "q", summary: "say nothing" },
    verbose: { type: "boolean", short: "v", summary: "say more\nand more" },
    json: { type: "boolean", summary: "as JSON" },
    output: { type: "string", short: "o", value: "FILE", summary: "where" },
    interval: { type: "string", summary: "how often, in a long name" },
    secret: { type: "boolean", short: "s" },
  },
} as const;

test("a usage line has the letters together, the other options each, and what may be left out in brackets", () => {
  expect(usageLine(draw)).toBe("draw [-qv] [--json] [-o FILE] [--interval VALUE] BRIDGE [REST …]");
  expect(usageLine({ ...draw, options: {}, arguments: [] })).toBe("draw");
});

test("an option without a summary is shown to nobody", () => {
  expect(shownOptions(draw.options).map(([name]) => name)).not.toContain("secret");
  expect(helpText(draw)).not.toContain("secret");
});

test("help has usage, summary, details and a row an option, whose text begins in one column", () => {
  expect(helpText(draw)).toBe(`usage: ngbuddy ${usageLine(draw)}

Draw the network.

  two lines
  of details

options:
  -q, --quiet        say nothing
  -v, --verbose      say more
                     and more
  --json             as JSON
  -o, --output FILE  where
  --interval VALUE   how often, in a long name
`);
});

test("an option that is too long for the column stands in a line of its own", () => {
  const long = {
    ...draw,
    details: undefined,
    options: { "a-very-long-name": { type: "string", value: "SECONDS", summary: "text" } },
  } as never;
  expect(helpText(long)).toContain(`  --a-very-long-name SECONDS\n${" ".repeat(24)}text\n`);
});

test("the list has a line a subcommand, in columns", () => {
  expect(listText("usage:", [draw, { ...draw, name: "unbridge" }], "end")).toBe(
    "usage:\n  draw      draw the network\n  unbridge  draw the network\nend\n",
  );
});
