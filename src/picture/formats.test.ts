/** The formats that are text: tree, Mermaid, JSON, page; what is left out, and names that would do harm. */
import { describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { articleTopology, everyKind } from "../../test/support/hosttopologies.ts";
import { readXml, within } from "../../test/support/svg.ts";
import { madeUpTopology } from "../../test/support/topologies.ts";
import { columnsOf } from "../buddy/columns.ts";
import { draw, type PictureOptions } from "./formats.ts";

async function drawn(
  topology: Parameters<typeof draw>[0],
  format: string,
  options?: PictureOptions,
): Promise<string> {
  return (await draw(topology, format, options)) as string;
}

test("the tree shows bridges and guests", async () => {
  expect(await drawn(articleTopology(), "txt")).toBe(`▣ private  (1 link · 0B carried)
└── link0 nghost0  this host · no address · 58:9c:fc:10:ec:38 up · RX 0B  TX 0B
▣ public  (7 links · 846.48 KB carried)
├── link1 vtnet0  the wire (lower) · 58:9c:fc:00:2a:01 up · RX 336B  TX 756B
├── link2 vtnet0  the host's own (upper) · 10.2.70.107/24 · 58:9c:fc:00:2a:01 up · RX 0B  TX 462B
├── link3 jail01  jail01 in jail jail01 (JID 1) · 10.2.70.51/24 · 58:9c:fc:10:73:c1 up · RX 56.41 KB  TX 942B
├── link4 jail02  jail02 in jail jail02 (JID 2) · 10.2.70.52/24 · 58:9c:fc:10:73:c2 up · RX 112.82 KB  TX 942B
├── link5 jail03  jail03 in jail jail03 (JID 3) · 10.2.70.53/24 · 58:9c:fc:10:73:c3 up · RX 169.23 KB  TX 942B
├── link6 jail04  jail04 in jail jail04 (JID 4) · 10.2.70.54/24 · 58:9c:fc:10:73:c4 up · RX 225.64 KB  TX 942B
└── link7 jail05  jail05 in jail jail05 (JID 5) · 10.2.70.55/24 · 58:9c:fc:10:73:c5 up · RX 282.05 KB  TX 942B
`);
});

test("the tree is plain ASCII when asked, and shows nodes and orphans", async () => {
  const ascii = await drawn(everyKind(), "txt", { ascii: true });
  expect(ascii).toMatch(/^[\x20-\x7e\n]*$/);
  expect(ascii).toStartWith("# lan  (6 links - 6B carried)\n|-- uplink1 em0 ");
  expect(ascii).toEndWith("on no bridge\n`-- lost0  eiface, on no bridge\n");
  const nodes = await drawn(everyKind(), "txt", { nodes: true });
  expect(nodes).toContain("├── uplink1 em0        ether [1]: · uplink1 to lower\n");
  expect(nodes).toEndWith("not connected\n└── lost0  eiface [1e]:\n");
});

test("a tree's columns line up whatever the names are made of, in ASCII too", async () => {
  const names = ["名前", "👩\u200d👩\u200d👧", "e\u0301e\u0301", "⌚⌚⌚", "plain"];
  let next = 0;
  const topology = madeUpTopology(names.length, 1, () => names[next++ % names.length]!);
  for (const ascii of [false, true]) {
    const tree = (await draw(topology, "txt", { ascii })) as string;
    const columns = tree
      .split("\n")
      .filter((line) => line.includes(" in jail "))
      .map((line) => columnsOf(line.slice(0, line.lastIndexOf("  ", line.indexOf(" in jail ")))));
    expect(columns.length).toBe(names.length);
    expect(new Set(columns).size).toBe(1);
  }
});

test("Mermaid: nodes first, links with their hooks, uplinks above", async () => {
  const text = await drawn(articleTopology(), "mmd");
  const lines = text.trimEnd().split("\n");
  expect(lines[0]).toBe("flowchart TB");
  for (const line of lines.slice(1))
    expect(line).toMatch(
      /^ {2}([bn]\d+(\["[^"]+"\]|\{\{"[^"]+"\}\})|[bn]\d+ ---\|"[^"]+"\| [bn]\d+)$/,
    );
  expect(lines.filter((line) => line.includes("---"))).toHaveLength(8);
  expect(text).toMatch(/(n\d+)\["vtnet0<br\/>.*\n {2}\1 ---\|"link1"\| b/);
  const nodes = await drawn(articleTopology(), "mmd", { nodes: true });
  expect(nodes).toContain('  n33["jail01<br/>eiface #91;21#93;:"]\n');
  expect(nodes).toContain('  n1 ---|"lower to link1"| n14\n');
  expect(nodes.match(/---/g)).toHaveLength(8);
});

test("JSON has a version and the whole topology", async () => {
  const topology = everyKind();
  const { version, ...rest } = JSON.parse(await drawn(topology, "json"));
  expect(version).toBe(1);
  expect(rest).toEqual(topology);
});

describe("the page", () => {
  test("has one script and one style, which its own policy allows and nothing else", async () => {
    const html = await drawn(madeUpTopology(9, 2), "html");
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)![1]!;
    expect(policy).not.toContain("unsafe");
    for (const tag of ["script", "style"]) {
      const [, text, ...more] = html.split(new RegExp(`<${tag}[^>]*>([^]*?)</${tag}>`));
      expect(more).toHaveLength(1);
      const hash = createHash("sha256").update(text!).digest("base64");
      expect(policy).toContain(`${tag}-src 'sha256-${hash}'`);
    }
    expect(html).not.toMatch(/<[^>]* (on\w+|style)=/);
    expect(html.match(/https?:/g)).toHaveLength(1);
    expect(html).toContain('xmlns="http://www.w3.org/2000/svg"');
  });

  test("has the picture in it", async () => {
    const html = await drawn(articleTopology(), "html", { theme: "dark" });
    expect(html).toContain(await drawn(articleTopology(), "svg", { theme: "dark" }));
  });
});

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

  test("a jail is found by the name of its interface too", async () => {
    const tree = await drawn(everyKind(), "txt", { guest: "ng0_db" });
    expect(tree).toContain("link4 db  ng0_db in jail db (JID 3)");
    expect(tree).not.toContain("web");
    expect(tree).toBe(await drawn(everyKind(), "txt", { guest: "db" }));
  });
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
