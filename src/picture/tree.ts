/** Either view as a tree for the terminal, in Unicode or ASCII. */
import type { Topology } from "../buddy/topology.ts";
import type { Card } from "./content.ts";
import { guestContents } from "./guests.ts";
import { nodeContents } from "./nodes.ts";
import { cells, padded } from "./text.ts";

const unicode = { fork: "├── ", last: "└── ", box: "▣ ", between: " · " };
const ascii = { fork: "|-- ", last: "`-- ", box: "# ", between: ", " };

export function toTree(
  topology: Topology,
  options: { readonly ascii?: boolean; readonly nodes?: boolean } = {},
): string {
  const marks = options.ascii ? ascii : unicode;
  const contents = options.nodes ? nodeContents(topology.graph) : guestContents(topology);
  const lines: string[] = [];
  const branch = (cards: readonly Card[]) => {
    const ports = cards.map((card) => card.ports.join(" "));
    const widths = {
      port: ports.reduce((most, port) => Math.max(most, cells(port)), 0),
      name: cards.reduce((most, { name }) => Math.max(most, cells(name)), 0),
    };
    for (const [index, card] of cards.entries()) {
      const stem = index === cards.length - 1 ? marks.last : marks.fork;
      const about = [...card.lines.map(({ text }) => text), card.alarm].filter((text) => text);
      const port = widths.port === 0 ? "" : `${padded(ports[index]!, widths.port)} `;
      const name = padded(card.name, widths.name);
      lines.push(`${stem}${port}${name}  ${about.join(marks.between)}`.trimEnd());
    }
  };
  for (const panel of contents.panels) {
    lines.push(`${marks.box}${panel.name}  (${panel.subtitle})`);
    branch([...panel.above, ...panel.below]);
  }
  for (const { name, cards } of contents.apart) {
    lines.push(name);
    branch(cards);
  }
  if (lines.length === 0)
    lines.push(options.nodes ? "There are no nodes." : "There are no bridges.");
  const text = `${lines.join("\n")}\n`;
  return options.ascii
    ? text
        .replaceAll("·", "-")
        .replaceAll("…", "...")
        .replace(/[^\n\x20-\x7e]/gu, "?")
    : text;
}
