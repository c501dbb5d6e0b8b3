import { expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fleetPageFiles, pageFiles } from "./page.ts";

const directory = join(import.meta.dirname, "page");
const read = (file: string) => readFileSync(join(directory, file), "utf8");
const all = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, id]) => id!);

const style = all(read("app.css") + read("fleet.css"), /#([A-Za-z][\w-]*)(?=[^;{}]*\{)/g);
const idsOf = (page: string) => all(read(page), /\bid="([^"]+)"/g);

/** The scripts of a page: the one that it names, and what that imports. */
function scriptsOf(page: string): string[] {
  const found = new Set(all(read(page), /<script src="\/([^"]+)"/g));
  for (const script of found)
    for (const imported of all(existing(script), /^import [^;]*? from "\.\/([^"]+)"/gm))
      found.add(imported);
  return [...found].map(existing);
}
/** Some scripts lie elsewhere, as pictures have them, too. */
const existing = (file: string) => (existsSync(join(directory, file)) ? read(file) : "");

test.each(["index.html", "fleet.html"])(
  "each part of %s that its scripts name is there, once",
  (page) => {
    const ids = idsOf(page);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
    const used = [
      ...all(read(page), /\b(?:for|aria-labelledby|aria-controls)="([^"]+)"/g),
      ...all(scriptsOf(page).join("\n"), /\belement\("([^"]+)"/g),
    ];
    expect(used.length).toBeGreaterThan(10);
    expect(used.filter((id) => !ids.includes(id))).toEqual([]);
  },
);

test("what the style sheet names is on one of the pages, and each page's scripts are served", () => {
  const ids = [...idsOf("index.html"), ...idsOf("fleet.html")];
  expect(style.filter((id) => !ids.includes(id))).toEqual([]);
  for (const [page, files] of [
    ["index.html", pageFiles],
    ["fleet.html", fleetPageFiles],
  ] as const)
    for (const path of all(read(page), /(?:src|href)="(\/[^"]+\.(?:js|css))"/g))
      expect([path, path in files]).toEqual([path, true]);
});
