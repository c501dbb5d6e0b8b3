/** Either view as a tree for the terminal, in Unicode or ASCII. */
import { columnsOf, padded } from "../buddy/columns.ts";
import type { Topology } from "../buddy/topology.ts";
import type { Box } from "./content.ts";
import { guestContents } from "./guests.ts";
import { nodeContents } from "./nodes.ts";

const unicode = { fork: "├── ", last: "└── ", area: "▣ ", between: " · " };
const ascii = { fork: "|-- ", last: "`-- ", area: "# ", between: ", " };

export function toTree(
  topology: Topology,
  options: { readonly ascii?: boolean; readonly nodes?: boolean } = {},
): string {
  const marks = options.ascii ? ascii : unicode;
  const contents = options.nodes ? nodeContents(topology.graph) : guestContents(topology);
  const shown = options.ascii ? toAscii : (text: string) => text;
  const lines: string[] = [];
  const branch = (boxes: readonly Box[]) => {
    const ports = boxes.map((box) => shown(box.ports.join(" ")));
    const names = boxes.map((box) => shown(box.name));
    const widths = { port: widest(ports), name: widest(names) };
    for (const [index, box] of boxes.entries()) {
      const stem = index === boxes.length - 1 ? marks.last : marks.fork;
      const about = [...box.lines.map(({ text }) => text), box.alarm].filter((text) => text);
      const port = widths.port === 0 ? "" : `${padded(ports[index]!, widths.port)} `;
      const name = padded(names[index]!, widths.name);
      lines.push(`${stem}${port}${name}  ${shown(about.join(marks.between))}`.trimEnd());
    }
  };
  for (const panel of contents.panels) {
    lines.push(shown(`${marks.area}${panel.name}  (${panel.subtitle})`));
    branch([...panel.above, ...panel.below]);
  }
  for (const { name, boxes } of contents.apart) {
    lines.push(shown(name));
    branch(boxes);
  }
  if (lines.length === 0)
    lines.push(options.nodes ? "There are no nodes." : "There are no bridges.");
  return `${lines.join("\n")}\n`;
}

function widest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, columnsOf(text)), 0);
}

/** One character for each, so that what is measured is what is shown. */
function toAscii(text: string): string {
  return text
    .replaceAll("·", "-")
    .replaceAll("…", "...")
    .replace(/[^\x20-\x7e]/gu, "?");
}
