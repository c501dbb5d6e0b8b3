/** What a picture must have, whatever its size. */
import { describe, expect, test } from "bun:test";
import { draw } from "./index.ts";
import { layoutTopology } from "./layout.ts";
import { layoutNodes } from "./nodes.ts";
import type { Item, Scene, TextLine } from "./scene.ts";
import { madeUpTopology } from "./testing.ts";
import { themes } from "./theme.ts";

function texts(items: readonly Item[]): TextLine[] {
  return items.flatMap((item) =>
    item.kind === "group" ? texts(item.items) : item.kind === "text" ? [item] : [],
  );
}

/** Pairs of texts that lie on each other: sorted by y, so that only neighbours are compared. */
function overlaps(scene: Scene): string[] {
  const sorted = texts(scene.items).sort((a, b) => a.y - b.y);
  const found: string[] = [];
  for (const [index, a] of sorted.entries()) {
    for (let other = index + 1; other < sorted.length; other++) {
      const b = sorted[other]!;
      if (b.y >= a.y + a.height) break;
      if (a.x < b.x + b.width && b.x < a.x + a.width) found.push(`${a.text} / ${b.text}`);
    }
  }
  return found;
}

/** Is it well-formed? Every tag closed in order, attributes quoted, no stray markup. */
function wellFormed(xml: string): boolean {
  const open: string[] = [];
  const token = /<\/([\w:]+)>|<([\w:]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/y;
  for (token.lastIndex = 0; token.lastIndex < xml.length; ) {
    const match = token.exec(xml);
    if (match === null) return false;
    const [, closed, opened, , alone, text] = match;
    if (closed !== undefined && open.pop() !== closed) return false;
    if (opened !== undefined && alone === "") open.push(opened);
    if (text !== undefined && /&(?!(amp|lt|gt|quot);)|>/.test(text)) return false;
  }
  return open.length === 0;
}

const sizes: readonly (readonly [guests: number, bridges: number])[] = [
  [1, 1],
  [5, 1],
  [64, 2],
  [1000, 20],
  [5000, 20],
];

describe.each(sizes)("%i guests on %i bridges", (guests, bridges) => {
  const topology = madeUpTopology(guests, bridges);

  test("every name is there, no text lies on another, nothing is outside", () => {
    for (const scene of [
      layoutTopology(topology, themes.light),
      layoutNodes(topology, themes.dark),
    ]) {
      const found = texts(scene.items);
      const words = new Set(found.map(({ text }) => text));
      for (const link of topology.bridges.flatMap((bridge) => bridge.links))
        expect(words.has(link.peerName)).toBe(true);
      expect(overlaps(scene)).toEqual([]);
      expect(
        found.filter(
          ({ x, y, width, height }) =>
            x < 0 || y < 0 || x + width > scene.width || y + height > scene.height,
        ),
      ).toEqual([]);
    }
  });

  test("the SVG is well-formed, the same each time, and renders to a PNG of the width that was asked for", async () => {
    const svg = (await draw(topology, "svg")) as string;
    expect(wellFormed(svg)).toBe(true);
    expect(svg).toBe((await draw(topology, "svg")) as string);
    expect(svg).toContain('role="img"');
    const png = (await draw(topology, "png", { width: 800 })) as Uint8Array;
    expect([...png.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    expect(new DataView(png.buffer, png.byteOffset).getUint32(16)).toBe(800);
    // A picture that shows nothing packs into next to nothing.
    expect(png.length).toBeGreaterThan(5000);
  });
});

test("a wall of guests is about as wide as a screen", () => {
  for (const [guests, bridges] of sizes.slice(2)) {
    const { width, height } = layoutTopology(madeUpTopology(guests, bridges), themes.light);
    expect(width / height).toBeGreaterThan(0.9);
    expect(width / height).toBeLessThan(2.6);
  }
});

test("names that other languages would read as their own are harmless in each", async () => {
  const topology = madeUpTopology(9, 2, (name) => `${name}"<&>]'{|}\\`);
  expect(wellFormed((await draw(topology, "svg")) as string)).toBe(true);
  expect((await draw(topology, "html")) as string).not.toContain('"<&>');
  const dot = (await draw(topology, "dot")) as string;
  expect(dot).toContain('guest0001\\"\\<&\\>');
  const mermaid = (await draw(topology, "mmd")) as string;
  expect(mermaid).toContain("guest0001#34;#60;#38;#62;");
});

test("the tree shows bridges and guests, in plain ASCII when asked", async () => {
  const topology = madeUpTopology(3);
  const tree = (await draw(topology, "txt")) as string;
  expect(tree.split("\n")[0]).toStartWith("▣ public");
  expect(tree).toContain("└── ");
  const ascii = (await draw(topology, "txt", { ascii: true })) as string;
  expect(ascii).toMatch(/^[\x20-\x7e\n]*$/);
  expect(ascii).toContain("guest0003");
});

test("a part of the host can be shown alone", async () => {
  const topology = madeUpTopology(6, 2);
  const part = (await draw(topology, "txt", { bridge: "lan1" })) as string;
  expect(part).toContain("lan1");
  expect(part).not.toContain("public");
  const one = (await draw(topology, "txt", { guest: "guest0002" })) as string;
  expect(one).toContain("guest0002");
  expect(one).not.toContain("guest0004");
});

test("a host without bridges has a picture too", async () => {
  const empty = { ...madeUpTopology(0), bridges: [], graph: [] };
  expect(wellFormed((await draw(empty, "svg")) as string)).toBe(true);
  expect((await draw(empty, "txt")) as string).toBe("There are no bridges.\n");
});
