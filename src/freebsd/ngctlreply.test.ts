/** ngctl's lists: everything that was recorded, and noise. */
import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { readHookList, readNodeList, readTypeList } from "../netgraph/lists.ts";
import { genericReply } from "./ngctlreply.ts";

const directory = join(import.meta.dirname, "..", "..", "test", "recordings");
const recorded: { run?: string; exit: number; stdout: string }[] = readdirSync(directory)
  .filter((name) => /^\d.*\.jsonl$/.test(name))
  .flatMap((name) => readFileSync(join(directory, name), "utf8").trim().split("\n"))
  .map((line) => JSON.parse(line));
const outputsOf = (pattern: RegExp) =>
  recorded
    .filter(({ run, exit }) => exit === 0 && run !== undefined && pattern.test(run))
    .map(({ stdout }) => stdout);
const reply = (name: string, text: string) => genericReply(name, text, new Map());

test("every recorded list has as many nodes and types as it says", () => {
  const lists = outputsOf(/^ngctl list( -n)?$/);
  expect(lists.length).toBeGreaterThan(20);
  for (const text of lists) {
    const [, total] = /^There are (\d+) total/.exec(text)!;
    expect(readNodeList(reply("listnodes", text))).toHaveLength(Number(total));
  }
  for (const text of outputsOf(/^ngctl types$/)) {
    const [, total] = /^There are (\d+) total/.exec(text)!;
    expect(readTypeList(reply("listtypes", text))).toHaveLength(Number(total));
  }
});

test("every recorded node has as many hooks as it says", () => {
  const shown = outputsOf(/^ngctl show \S+$/);
  expect(shown.length).toBeGreaterThan(20);
  for (const text of shown) {
    const { node, links } = readHookList(reply("listhooks", text));
    expect(links).toHaveLength(node.hooks);
  }
});

test("no text stops it", () => {
  const word = fc.constantFrom(
    "  Name: ",
    "Type: ",
    "ID: ",
    "0000000a",
    "Num hooks: ",
    "\n",
    "<unnamed>",
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(word, fc.string())), (parts) => {
      const text = parts.join(" ");
      for (const name of ["nodeinfo", "listhooks", "listtypes", "listnodes"]) reply(name, text);
      for (const one of readNodeList(reply("listnodes", text))) expect(one.id).toBeNumber();
    }),
  );
});
