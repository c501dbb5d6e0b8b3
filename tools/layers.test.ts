/** The check of the layers, on made-up trees. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { importsOf, ringsIn } from "./imports.ts";
import { faultsIn, type Rules } from "./layers.ts";

const rules: Rules = {
  layers: [["top"], ["left", "right"], ["bottom"]],
  inner: { left: [["high"], ["."], ["low", "lower"]] },
};

/** Checks files that import these others, each as type and value. */
function faultsOf(tree: { readonly [file: string]: readonly string[] }): string[] {
  const sources = Object.entries(tree).map(
    ([file, imports]) =>
      [file, imports.map((specifier) => `import { a } from "${specifier}";\n`).join("")] as const,
  );
  return faultsIn(new Map(sources), rules);
}

describe("layers", () => {
  test("imports down the layers, and the project's package.json, are let through", () => {
    const tree = {
      "top/a.ts": ["../left/b.ts", "../bottom/c.ts", "../../package.json"],
      "left/b.ts": ["./low/d.ts", "../bottom/c.ts"],
      "left/high/e.ts": ["../b.ts", "../low/d.ts", "./f.ts"],
      "left/high/f.ts": [],
      "left/low/d.ts": [],
      "bottom/c.ts": [],
    };
    expect(faultsOf(tree)).toEqual([]);
  });

  test("an import that points up, or to the layer beside, is refused with both names", () => {
    const tree = {
      "bottom/c.ts": ["../top/a.ts"],
      "right/b.ts": ["../left/b.ts"],
      "left/b.ts": [],
      "top/a.ts": [],
    };
    expect(faultsOf(tree)).toEqual([
      "src/bottom/c.ts: bottom/ may not import top/ (src/top/a.ts)",
      "src/right/b.ts: right/ may not import left/ (src/left/b.ts)",
    ]);
  });

  test("an import against the inner layers is refused, from a directory and from the layer itself", () => {
    const tree = {
      "left/low/d.ts": ["../b.ts", "../lower/g.ts"],
      "left/lower/g.ts": [],
      "left/b.ts": ["./high/e.ts"],
      "left/high/e.ts": [],
    };
    expect(faultsOf(tree)).toEqual([
      "src/left/low/d.ts: left/low/ may not import what lies in left/ itself (src/left/b.ts)",
      "src/left/low/d.ts: left/low/ may not import left/lower/ (src/left/lower/g.ts)",
      "src/left/b.ts: what lies in left/ itself may not import left/high/ (src/left/high/e.ts)",
    ]);
  });

  test("a directory that has no place in the order is named", () => {
    expect(faultsOf({ "other/a.ts": [], "left/new/b.ts": [] })).toEqual([
      "src/other/a.ts: other/ is not a layer",
      "src/left/new/b.ts: left/new/ is not a layer inside left/",
    ]);
  });

  test("a test may import anything, and nothing may import a test", () => {
    const tree = { "bottom/c.test.ts": ["../top/a.ts"], "top/a.ts": ["../bottom/c.test.ts"] };
    expect(faultsOf(tree)).toEqual(["src/top/a.ts: may not import a test (src/bottom/c.test.ts)"]);
  });
});

describe("rings", () => {
  test("two files that import each other are a ring, and its way is shown", () => {
    expect(faultsOf({ "top/a.ts": ["./b.ts"], "top/b.ts": ["./a.ts"] })).toEqual([
      "src/top/a.ts → src/top/b.ts → src/top/a.ts: imports go round in a ring",
    ]);
  });

  test("of a large ring the shortest way is shown, and how many files are in it", () => {
    const tree = {
      "top/a.ts": ["./b.ts"],
      "top/b.ts": ["./c.ts"],
      "top/c.ts": ["./a.ts", "./d.ts"],
      "top/d.ts": ["./c.ts"],
      "top/e.ts": ["./a.ts"],
    };
    expect(faultsOf(tree)).toEqual([
      "src/top/c.ts → src/top/d.ts → src/top/c.ts: imports go round in a ring; 4 files reach each other",
    ]);
  });

  test("a file that imports itself is a ring", () => {
    expect(faultsOf({ "top/a.ts": ["./a.ts"] })).toEqual([
      "src/top/a.ts → src/top/a.ts: imports go round in a ring",
    ]);
  });

  test.each([
    'import type { A } from "./b.ts";',
    'import { type A } from "./b.ts";',
    'import "./b.ts";',
    'const b = () => import("./b.ts");',
    'type B = typeof import("./b.ts");',
    'export * from "./b.ts";',
    'import {\n  A,\n  B,\n} from "./b.ts";',
  ])("a ring is found through %s", (line) => {
    const back = 'import { a } from "./a.ts";';
    const sources = new Map([
      ["top/a.ts", line],
      ["top/b.ts", back],
    ]);
    expect(faultsIn(sources, rules)).toHaveLength(1);
  });

  test("an import in a comment does not count, nor one of a package", () => {
    const source =
      '/**\n * import { a } from "./a.ts";\n */\n// import("./b.ts")\nimport fc from "fast-check";\n';
    expect(importsOf(source)).toEqual([]);
  });

  test("files are in one ring exactly when they reach each other, and its way is one of imports", () => {
    const size = 8;
    const edge = fc.tuple(fc.nat(size - 1), fc.nat(size - 1));
    fc.assert(
      fc.property(fc.array(edge, { maxLength: 16 }), (edges) => {
        const graph = new Map(
          Array.from({ length: size }, (_, from) => [
            String(from),
            edges.filter(([one]) => one === from).map(([, to]) => String(to)),
          ]),
        );
        const rings = ringsIn(graph);
        const reach = new Map([...graph.keys()].map((file) => [file, reachable(graph, file)]));
        for (const one of graph.keys()) {
          for (const other of graph.keys()) {
            const together = rings.some(
              ({ files }) => files.includes(one) && files.includes(other),
            );
            expect(together).toBe(reach.get(one)!.has(other) && reach.get(other)!.has(one));
          }
        }
        for (const { files, shortest } of rings) {
          for (const [at, file] of shortest.entries()) {
            expect(files).toContain(file);
            expect(graph.get(file)).toContain(shortest[(at + 1) % shortest.length]!);
          }
        }
      }),
    );
  });
});

/** What a file reaches by one import or more. */
function reachable(graph: ReadonlyMap<string, readonly string[]>, start: string): Set<string> {
  const reached = new Set<string>();
  const open = [...(graph.get(start) ?? [])];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    open.push(...(graph.get(file) ?? []));
  }
  return reached;
}
