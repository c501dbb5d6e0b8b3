/** Checks that an import only points down the layers, and that netgraph/ stands alone. */
import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

/** From the top down. Those of one line may not see each other. */
const layers = [
  ["cli"],
  ["web"],
  ["picture"],
  ["buddy"],
  ["lab", "freebsd"],
  ["host"],
  ["config"],
  ["netgraph"],
];

const root = resolve(import.meta.dirname, "..", "src");
const rank = (layer: string) => layers.findIndex((row) => row.includes(layer));

const wrong: string[] = [];
let checked = 0;
for (const file of globSync("**/*.ts", { cwd: root })) {
  const layer = file.split("/")[0]!;
  if (rank(layer) < 0) wrong.push(`src/${file}: ${layer}/ is not a layer`);
  const source = readFileSync(join(root, file), "utf8");
  for (const [, specifier] of source.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)) {
    checked++;
    const target = relative(root, resolve(root, dirname(file), specifier!));
    const other = target.split("/")[0]!;
    // What package.json says of the project is for all.
    if (target === join("..", "package.json")) continue;
    // A test may stand on anything: it shows a layer at work.
    if (other === layer || file.endsWith(".test.ts")) continue;
    if (rank(other) <= rank(layer))
      wrong.push(`src/${file}: ${layer}/ may not import ${other}/ (${specifier})`);
  }
}
for (const line of wrong) console.error(line);
console.log(`${checked} imports checked, ${wrong.length} wrong`);
process.exit(wrong.length === 0 ? 0 : 1);
