/**
 * Sees to it that tools/test.sh starts the test files that take longest first: at its end one long file would keep all others waiting.
 * Bun notes in out/testtimes.json what each took, and goes by that the next time; it does so well only when it knows of every file.
 */
import { globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const file = join(root, "out", "testtimes.json");

/** What is expected of a file that was not run yet, seconds: of these, and of any other one. */
const LONG: { readonly [start: string]: number } = {
  "test/buddy/faults": 40,
  "test/program/web.": 45,
  "test/program/ways": 40,
  "src/config/rcconf": 40,
  "test/program/exporter": 30,
  "src/fleet/chaos": 30,
  "test/program/fleetweb": 25,
  "test/program/tap": 20,
  "test/program/labtemplates": 20,
  "src/picture/png": 20,
  "src/cli/fleet/apply": 18,
  "src/fleet/orders": 18,
  "src/fleet/": 10,
  "test/program/": 10,
};
const OTHER = 0.5;

interface Times {
  readonly version: 1;
  /** Milliseconds. */
  readonly files: { readonly [path: string]: number };
}

function known(): Times["files"] {
  try {
    return (JSON.parse(readFileSync(file, "utf8")) as Times).files;
  } catch {
    return {};
  }
}

function expected(path: string): number {
  const [, seconds = OTHER] = Object.entries(LONG).find(([start]) => path.startsWith(start)) ?? [];
  return seconds * 1000;
}

const times = known();
const paths = globSync("{src,test,tools,bench}/**/*.test.ts", { cwd: root }).sort();
const files = Object.fromEntries(paths.map((path) => [path, times[path] ?? expected(path)]));
mkdirSync(join(root, "out"), { recursive: true });
writeFileSync(file, JSON.stringify({ version: 1, files } satisfies Times));
