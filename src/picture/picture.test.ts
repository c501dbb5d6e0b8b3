/** What a picture must have, whatever its size. */
import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { articleTopology, everyKind } from "../../test/support/hosttopologies.ts";
import { areaOf, type Element, overlapping, readXml, within } from "../../test/support/svg.ts";
import { madeUpTopology } from "../../test/support/topologies.ts";
import { draw, formats } from "./formats.ts";
import { layoutNodes, layoutTopology } from "./layout.ts";
import type { Area, Item, TextLine } from "./scene.ts";
import { themes } from "./theme.ts";

function texts(items: readonly Item[]): TextLine[] {
  return items.flatMap((item) =>
    item.kind === "group" ? texts(item.items) : item.kind === "text" ? [item] : [],
  );
}

function outside(areas: readonly Area[], page: { width: number; height: number }): Area[] {
  return areas.filter(
    ({ x, y, width, height }) =>
      x < 0 || y < 0 || x + width > page.width || y + height > page.height,
  );
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

  test.each([false, true])("every name is there, no text lies on another (nodes: %p)", (nodes) => {
    const scene = (nodes ? layoutNodes : layoutTopology)(topology, themes.light);
    const found = texts(scene.items);
    const words = new Set(found.map(({ text }) => text));
    for (const link of topology.bridges.flatMap((bridge) => bridge.links)) {
      expect(words.has(link.peerName)).toBe(true);
      expect(words.has(link.hook)).toBe(true);
    }
    for (const bridge of topology.bridges) expect(words.has(bridge.name)).toBe(true);
    expect(overlapping(found)).toEqual([]);
    expect(outside(found, scene)).toEqual([]);
  });

  test.each([false, true])("so does the SVG, read back as XML (nodes: %p)", async (nodes) => {
    const svg = (await draw(topology, "svg", { nodes })) as string;
    const root = readXml(svg);
    const all = [...within(root)];
    const shown = all.filter(({ name }) => name === "text");
    const words = new Set(shown.map(({ text }) => text));
    for (const link of topology.bridges.flatMap((bridge) => bridge.links))
      expect(words.has(link.peerName)).toBe(true);
    const areas = shown.map((element) => ({ ...areaOf(element), text: element.text }));
    expect(overlapping(areas)).toEqual([]);
    const page = {
      width: Number(root.attributes["width"]),
      height: Number(root.attributes["height"]),
    };
    expect(outside(areas, page)).toEqual([]);
    const ids = all.flatMap(({ attributes }) => attributes["id"] ?? []);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("it is about as wide as a screen", () => {
    for (const layout of [layoutTopology, layoutNodes]) {
      const { width, height } = layout(topology, themes.light);
      expect(width / height).toBeGreaterThan(1.2);
      expect(width / height).toBeLessThan(2.3);
    }
  });
});

/** Texts that stick out of the box they were drawn on, or that a box was drawn over. */
function badlyPlaced(root: Element): string[] {
  const drawn = [...within(root)]
    .filter(({ name }) => name === "text" || name === "rect")
    .map((element) => ({ element, area: areaOf(element) }));
  return drawn
    .filter(({ element, area }, at) => {
      if (element.name !== "text") return false;
      const rects = (from: number, to: number) =>
        drawn.slice(from, to).filter((other) => other.element.name === "rect");
      const ground = drawn.findLastIndex(
        (other, index) => index < at && other.element.name === "rect" && holds(other.area, area),
      );
      return (
        ground < 0 ||
        rects(ground + 1, at).some((other) => overlapping([other.area, area]).length > 0) ||
        rects(at, drawn.length).some((other) => overlapping([other.area, area]).length > 0)
      );
    })
    .map(({ element }) => element.text);
}

function holds(outer: Area, inner: Area): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}

test.each([
  ["the article's host", articleTopology()],
  ["a guest of every kind", everyKind()],
  ["64 guests", madeUpTopology(64, 2)],
  ["long names", madeUpTopology(9, 2, (name) => name.padEnd(31, "x"))],
  ["wide letters", madeUpTopology(9, 2, (name) => `${name}名前🌉ü`)],
])("no text sticks out of its box: %s", async (_, topology) => {
  for (const nodes of [false, true])
    expect(badlyPlaced(readXml((await draw(topology, "svg", { nodes })) as string))).toEqual([]);
});

test("the article's host: a box a bridge, uplinks above it, jails below it in the order of their links", async () => {
  const root = readXml((await draw(articleTopology(), "svg")) as string);
  expect(root.attributes["role"]).toBe("img");
  expect(root.children.slice(0, 2).map(({ name, text }) => `${name} ${text}`)).toEqual([
    "title netgraph of belltower",
    "desc 2 bridges, 8 links. private (1 link · 0B carried), public (7 links · 846.48 KB carried).",
  ]);
  const panels = root.children.filter(({ name }) => name === "g");
  expect(panels.map(({ attributes }) => attributes["id"])).toEqual([
    "bridge:public",
    "bridge:private",
  ]);
  const titles = [...within(panels[0]!)]
    .filter(({ name }) => name === "g")
    .map(({ children }) => children[0]!.text);
  expect(titles).toEqual([
    "bridge public: 7 links · 846.48 KB carried",
    "uplink (NIC) vtnet0, on link1, the wire (lower), 58:9c:fc:00:2a:01 up, RX 336B  TX 756B",
    "uplink (NIC) vtnet0, on link2, the host's own (upper), 10.2.70.107/24, 58:9c:fc:00:2a:01 up, RX 0B  TX 462B",
    ...[1, 2, 3, 4, 5].map(
      (number) =>
        `jail jail0${number}, on link${number + 2}, jail0${number} in jail jail0${number} (JID ${number}), 10.2.70.5${number}/24, 58:9c:fc:10:73:c${number} up, RX ${["56.41", "112.82", "169.23", "225.64", "282.05"][number - 1]} KB  TX 942B`,
    ),
  ]);
  const frameOf = (id: string) =>
    areaOf(
      [...within(root)]
        .find(({ attributes }) => attributes["id"] === id)!
        .children.find(({ name }) => name === "rect")!,
    );
  expect(frameOf("link:public:link1").y).toBeLessThan(frameOf("link:public:link3").y);
  const corners = [...within(root)].filter(({ name }) => name === "text").map(({ text }) => text);
  for (const text of ["belltower", "2026-01-02 03:04:05 UTC", "U uplink (NIC)", "J jail"])
    expect(corners).toContain(text);
});

test("kinds differ in frame and letter, not only in colour, and all are in the legend", async () => {
  const svg = (await draw(everyKind(), "svg")) as string;
  const root = readXml(svg);
  const labels = ["uplink (NIC)", "this host", "another bridge", "jail", "bhyve machine"];
  const legend = [...labels, "any other node", "orphan (on no bridge)"];
  const words = [...within(root)].filter(({ name }) => name === "text").map(({ text }) => text);
  for (const label of legend) expect(words.some((text) => text.endsWith(` ${label}`))).toBe(true);
  for (const theme of Object.values(themes)) {
    for (const names of [
      ["uplink", "host", "bridge", "jail", "vm", "other", "orphan"],
      ["ether", "eiface", "socket", "node", "elsewhere"],
    ] as const) {
      const marks = names.map((name) => theme.marks[name]);
      const looks = marks.map(({ width, dashes }) => `${width} ${dashes}`);
      expect(new Set(looks).size).toBe(names.length);
      expect(new Set(marks.map(({ letter }) => letter)).size).toBe(names.length);
    }
  }
});

test("addresses inside a jail, a link that is not up, loops: all can be read", async () => {
  const words = [...within(readXml((await draw(everyKind(), "svg")) as string))].map(
    ({ text }) => text,
  );
  expect(words).toContain("ng0_db in jail db (JID 3)");
  expect(words).toContain("10.0.0.2/8");
  expect(words).toContain("and 2 more addresses");
  expect(words).toContain("58:9c:fc:00:2a:01 no carrier");
  expect(words).toContain("58:9c:fc:00:2a:01 down");
  const svg = (await draw(madeUpTopology(50), "svg")) as string;
  expect(svg).toContain(">1 loop</text>");
  // Without it a browser makes one space of two, and the columns no longer stand below each other.
  expect(svg).toContain('xml:space="preserve">RX 0B  TX 0B</text>');
});

test("every format has the same bytes each time", async () => {
  for (const format of formats) {
    for (const nodes of [false, true]) {
      const options = { nodes, theme: "dark", width: 300 } as const;
      const [first, second] = await Promise.all(
        [0, 1].map(() => format.render(structuredClone(everyKind()), options)),
      );
      expect(first!).toEqual(second!);
    }
  }
});

test("a format that nobody knows is refused, and becomes no other", () => {
  expect(draw(everyKind(), "gif")).rejects.toThrow('there is no picture format "gif"');
});

test("a host without bridges has a picture too", async () => {
  const empty = { ...madeUpTopology(0), bridges: [], graph: [] };
  for (const nodes of [false, true]) {
    const root = readXml((await draw(empty, "svg", { nodes })) as string);
    const words = [...within(root)].map(({ text }) => text);
    expect(words).toContain(nodes ? "There are no nodes." : "There are no bridges.");
  }
  expect((await draw(empty, "txt")) as string).toBe("There are no bridges.\n");
  expect((await draw(empty, "mmd")) as string).toBe("flowchart TB\n");
});

test("thousands of bridges are laid out too", async () => {
  const topology = madeUpTopology(5000, 2500);
  const svg = (await draw(topology, "svg")) as string;
  const texts = new Set([...svg.matchAll(/>([^<>]+)</g)].map(([, text]) => text));
  expect(topology.bridges.map(({ name }) => name).filter((name) => !texts.has(name))).toEqual([]);
});

test.each([
  ["five-jails", articleTopology(), {}],
  ["nodes", articleTopology(), { nodes: true }],
  ["every-kind-dark", everyKind(), { theme: "dark" }],
  ["64-guests", madeUpTopology(64, 2), {}],
] as const)(
  "docs/images/%s.svg is what is drawn: npm run pictures",
  async (name, topology, options) => {
    const file = join(import.meta.dirname, "../../docs/images", `${name}.svg`);
    expect(readFileSync(file, "utf8")).toBe((await draw(topology, "svg", options)) as string);
  },
);
