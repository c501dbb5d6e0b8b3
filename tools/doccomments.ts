/** Checks that what is exported has a doc comment that is a sentence: all of the libraries, and types everywhere else. */
import { globSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** The libraries that package.json exports, and what they are made of: of these every export is checked. Directories end with a slash. */
const LIBRARIES = [
  "netgraph/",
  "calls/",
  "freebsd/",
  "lab/index.ts",
  "lab/lab.ts",
  "lab/base/clock.ts",
  "lab/base/description.ts",
];

/** What a line exports that declares it; what is exported on is told of where it is declared. */
const EXPORT =
  /^export (?:default )?(?:declare )?(?:abstract )?(?:async )?(class|interface|type|enum|function\*?|const|let) (\w+)/;
const TYPES = ["class", "interface", "type", "enum"];

const isLibrary = (file: string) =>
  LIBRARIES.some((place) => (place.endsWith("/") ? file.startsWith(place) : file === place));

/**
 * Returns what is wrong with the doc comments of a tree, a line each. `sources` are its files by their paths, such as
 * `netgraph/path.ts`. A test has nothing to tell others.
 */
export function faultsIn(sources: ReadonlyMap<string, string>): string[] {
  const faults: string[] = [];
  for (const [file, source] of sources) {
    if (file.endsWith(".test.ts")) continue;
    const lines = source.split("\n");
    for (const [index, line] of lines.entries()) {
      const [, kind = "", name = ""] = EXPORT.exec(line) ?? [];
      if (kind === "" || !(isLibrary(file) || TYPES.includes(kind))) continue;
      const fault = faultOf(commentAbove(lines, index), name);
      if (fault !== undefined) faults.push(`src/${file}:${index + 1}: ${name} ${fault}`);
    }
  }
  return faults;
}

/** The text of the doc comment that ends above a line; undefined when there is none. What a file begins with is the file's own. */
function commentAbove(lines: readonly string[], index: number): string | undefined {
  let end = index - 1;
  while (lines[end]?.startsWith("//")) end--;
  if (!lines[end]?.endsWith("*/")) return undefined;
  const start = lines.findLastIndex((line, at) => at <= end && line.startsWith("/**"));
  if (start <= 0) return undefined;
  return lines
    .slice(start, end + 1)
    .map((line) => line.replace(/^ *(?:\/\*\*|\*(?!\/))/, "").replace(/\*\/$/, ""))
    .join(" ")
    .trim();
}

function faultOf(comment: string | undefined, name: string): string | undefined {
  if (comment === undefined) return "has no doc comment";
  if (!/^[\p{Lu}`].*\.$/su.test(comment)) return `has a comment that is no sentence: ${comment}`;
  const said = comment.toLowerCase().replaceAll(/\b(?:an?|the)\b|\W/g, "");
  return said === name.toLowerCase() ? "has a comment that says no more than its name" : undefined;
}

if (import.meta.main) {
  const root = resolve(import.meta.dirname, "..", "src");
  const sources = new Map(
    globSync("**/*.ts", { cwd: root })
      .sort()
      .map((file) => [file, readFileSync(join(root, file), "utf8")]),
  );
  const faults = faultsIn(sources);
  for (const fault of faults) console.error(fault);
  console.log(`doc comments of ${sources.size} files checked, ${faults.length} wrong`);
  process.exit(faults.length === 0 ? 0 : 1);
}
