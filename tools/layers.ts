/** Checks that an import only points down the layers, that netgraph/ stands alone, and that no imports go round in a ring. */
import { globSync, readFileSync } from "node:fs";
import { join, posix, resolve } from "node:path";
import { importsOf, ringsIn } from "./imports.ts";

/** Directories from the top down. Those of one line may not see each other. */
export type Layers = readonly (readonly string[])[];

/** What is checked: the layers of a tree, and those inside some of them, where `.` stands for the files that lie in the layer itself. */
export interface Rules {
  readonly layers: Layers;
  readonly inner: { readonly [layer: string]: Layers };
}

/** The layers of src/, as docs/design.md describes them. */
export const rules: Rules = {
  layers: [
    ["cli"],
    ["fleet"],
    ["web", "metrics", "jng", "cni"],
    ["picture", "document"],
    ["buddy"],
    ["lab", "freebsd"],
    ["calls"],
    ["host"],
    ["config"],
    ["netgraph", "capture"],
  ],
  inner: {
    lab: [
      ["daemon", "templates"],
      ["."],
      ["calls"],
      ["commands"],
      ["rc"],
      ["sh"],
      ["process"],
      ["jails"],
      ["nodes"],
      ["kernel"],
      ["net"],
      ["wire"],
      ["base", "files", "freebsd"],
    ],
  },
};

/** What lies beside src/ and is for all: what package.json says of the project, and C that is compiled where it is needed. */
const FOR_ALL = ["../package.json", "../tools/shim/netgraph.c"];

const rankIn = (layers: Layers, layer: string) => layers.findIndex((row) => row.includes(layer));
const isTest = (file: string) => /\.test\.[jt]s$/.test(file);

/**
 * Returns what is wrong with a tree, a line each. `sources` are its files by their paths, such as `lab/kernel/node.ts`.
 * A test may stand on anything: it shows a layer at work.
 */
export function faultsIn(sources: ReadonlyMap<string, string>, { layers, inner }: Rules): string[] {
  const faults: string[] = [];
  const graph = new Map<string, readonly string[]>();
  for (const [file, source] of sources) {
    const [layer = "", ...within] = file.split("/");
    if (rankIn(layers, layer) < 0) {
      faults.push(`src/${file}: ${layer}/ is not a layer`);
      continue;
    }
    const innerLayers = inner[layer];
    const innerLayer = innerOf(within);
    if (innerLayers !== undefined && rankIn(innerLayers, innerLayer) < 0)
      faults.push(`src/${file}: ${layer}/${innerLayer}/ is not a layer inside ${layer}/`);
    if (isTest(file)) continue;
    const targets = importsOf(source)
      .map((specifier) => posix.join(posix.dirname(file), specifier))
      .filter((target) => !FOR_ALL.includes(target));
    graph.set(file, targets);
    for (const target of targets) {
      const [other = "", ...otherWithin] = target.split("/");
      if (isTest(target)) faults.push(`src/${file}: may not import a test (src/${target})`);
      else if (other !== layer) {
        if (rankIn(layers, other) <= rankIn(layers, layer))
          faults.push(`src/${file}: ${layer}/ may not import ${other}/ (src/${target})`);
      } else if (innerLayers !== undefined) {
        const otherInner = innerOf(otherWithin);
        if (
          otherInner !== innerLayer &&
          rankIn(innerLayers, otherInner) <= rankIn(innerLayers, innerLayer)
        )
          faults.push(
            `src/${file}: ${nameOf(layer, innerLayer)} may not import ${nameOf(layer, otherInner)} (src/${target})`,
          );
      }
    }
  }
  for (const { files, shortest } of ringsIn(graph)) {
    const path = [...shortest, shortest[0]].map((file) => `src/${file}`).join(" → ");
    const size = files.length > shortest.length ? `; ${files.length} files reach each other` : "";
    faults.push(`${path}: imports go round in a ring${size}`);
  }
  return faults;
}

/** The directory inside a layer that a file is in, `.` for the layer's own. */
function innerOf(within: readonly string[]): string {
  return within.length > 1 ? within[0]! : ".";
}

function nameOf(layer: string, innerLayer: string): string {
  return innerLayer === "." ? `what lies in ${layer}/ itself` : `${layer}/${innerLayer}/`;
}

if (import.meta.main) {
  const root = resolve(import.meta.dirname, "..", "src");
  const sources = new Map(
    globSync("**/*.{ts,js}", { cwd: root })
      .sort()
      .map((file) => [file, readFileSync(join(root, file), "utf8")]),
  );
  const faults = faultsIn(sources, rules);
  for (const fault of faults) console.error(fault);
  console.log(`layers of ${sources.size} files checked, ${faults.length} wrong`);
  process.exit(faults.length === 0 ? 0 : 1);
}
