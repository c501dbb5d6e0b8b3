/** The topology as a tree for the terminal, in Unicode or ASCII. */
import type { Topology } from "../buddy/topology.ts";
import { type Card, type PictureFilter, panelsOf } from "./guests.ts";

const unicode = { fork: "├── ", last: "└── ", bridge: "▣ " };
const ascii = { fork: "|-- ", last: "`-- ", bridge: "# " };

export function toTree(
  topology: Topology,
  options: PictureFilter & { readonly ascii?: boolean } = {},
): string {
  const marks = options.ascii ? ascii : unicode;
  const { panels, orphans } = panelsOf(topology, options);
  const lines: string[] = [];
  const branch = (cards: readonly Card[]) => {
    const width = Math.max(0, ...cards.map((card) => card.name.length));
    const ports = Math.max(0, ...cards.map((card) => card.port.length));
    for (const [index, card] of cards.entries()) {
      const stem = index === cards.length - 1 ? marks.last : marks.fork;
      const alarm = card.alarm === "" ? [] : [card.alarm];
      const about = [...card.lines, ...alarm].join(options.ascii ? ", " : " · ");
      lines.push(
        `${stem}${card.port.padEnd(ports)} ${card.name.padEnd(width)}  ${about}`.trimEnd(),
      );
    }
  };
  for (const panel of panels) {
    lines.push(`${marks.bridge}${panel.name}  (${panel.subtitle})`);
    branch([...panel.uplinks, ...panel.guests]);
  }
  if (orphans.length > 0) {
    lines.push("on no bridge");
    branch(orphans);
  }
  const text = lines.length === 0 ? "There are no bridges.\n" : `${lines.join("\n")}\n`;
  return options.ascii ? text.replaceAll("·", "-").replaceAll("…", "...") : text;
}
