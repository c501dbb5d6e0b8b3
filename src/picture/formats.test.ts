/** All formats that are text: what is left out, and names that would do harm. */
import { describe, expect, test } from "bun:test";
import { articleTopology } from "../../test/support/hosttopologies.ts";
import { readXml, within } from "../../test/support/svg.ts";
import { madeUpTopology } from "../../test/support/topologies.ts";
import { draw, type PictureOptions } from "./formats.ts";

async function drawn(
  topology: Parameters<typeof draw>[0],
  format: string,
  options?: PictureOptions,
): Promise<string> {
  return (await draw(topology, format, options)) as string;
}

describe("a part of the host", () => {
  const topology = articleTopology();

  test.each(["svg", "txt", "mmd", "json", "html", "dot"] as const)(
    "a bridge alone: %s",
    async (format) => {
      for (const nodes of [false, true]) {
        const text = await drawn(topology, format, { bridge: "private", nodes });
        expect(text).toContain("nghost0");
        expect(text).not.toContain("jail01");
        expect(text).not.toContain("vtnet0");
      }
    },
  );

  test.each(["svg", "txt", "mmd", "json", "html", "dot"] as const)(
    "a guest alone: %s",
    async (format) => {
      for (const nodes of [false, true]) {
        const text = await drawn(topology, format, { guest: "jail02", nodes });
        expect(text).toContain("jail02");
        expect(text).toContain("public");
        expect(text).not.toContain("jail03");
        expect(text).not.toContain("nghost0");
      }
    },
  );
});

describe.each([
  '"<&>]]>',
  "</svg></script><script>alert(1)</script>",
  "<!--",
  "'`;$(rm)\\",
  "{|}[]()%%#quot;",
  "\x1b[2J\x07\r\n\t",
  "\u202eevil\ud800\ufffe",
  "名前ü🌉e\u0301",
  "0123456789abcdefghij",
])("a guest called %j", (evil) => {
  const topology = madeUpTopology(9, 2, (name) => `${name}${evil}`);

  test("is text in XML and HTML", async () => {
    for (const nodes of [false, true]) {
      const svg = await drawn(topology, "svg", { nodes });
      const words = [...within(readXml(svg))]
        .filter(({ name }) => name === "text")
        .map(({ text }) => text);
      expect(words.some((text) => text.startsWith("guest0001"))).toBe(true);
      const html = await drawn(topology, "html", { nodes });
      expect(html.match(/<script/g)).toHaveLength(1);
      expect(html.match(/<\/svg>/g)).toHaveLength(1);
    }
  });

  test("cannot command a terminal", async () => {
    for (const options of [{}, { nodes: true }, { ascii: true }]) {
      const tree = await drawn(topology, "txt", options);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly those are looked for.
      expect(tree).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
      expect(tree.split("\n").filter((line) => line.includes("guest"))).toHaveLength(9);
    }
  });

  test("stays inside the quotes of dot and Mermaid", async () => {
    const dot = await drawn(topology, "dot");
    // Without what is quoted, only the language's own words are left.
    const bare = dot.replace(/"(\\.|[^"\\])*"/gs, "Q");
    expect(bare).not.toMatch(/guest|alert|["\\]/);
    const mermaid = await drawn(topology, "mmd");
    for (const line of mermaid.trimEnd().split("\n"))
      expect(line.replace(/"[\w .:/+·#;<>-]*"/g, "Q")).toMatch(
        /^(flowchart TB| {2}([bn]\d+(\[Q\]|\{\{Q\}\})|[bn]\d+ ---\|Q\| [bn]\d+))$/,
      );
  });

  test("is the same again in JSON", async () => {
    const parsed = JSON.parse(await drawn(topology, "json"));
    expect(parsed.bridges[0].links.at(-3).peerName).toBe(`guest0001${evil}`);
  });
});
