import { expect, test } from "bun:test";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

const directory = join(import.meta.dirname, "page");
const read = (file: string) => readFileSync(join(directory, file), "utf8");
const all = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, id]) => id!);

test("each part of the page that its scripts and its style sheet name is there, once", () => {
  const ids = all(read("index.html"), /\bid="([^"]+)"/g);
  expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
  const scripts = globSync("*.js", { cwd: directory }).map(read).join("\n");
  const used = [
    ...all(read("index.html"), /\b(?:for|aria-labelledby|aria-controls)="([^"]+)"/g),
    ...all(read("app.css"), /#([A-Za-z][\w-]*)(?=[^;{}]*\{)/g),
    ...all(scripts, /\belement\("([^"]+)"/g),
  ];
  expect(used.filter((id) => !ids.includes(id))).toEqual([]);
});
