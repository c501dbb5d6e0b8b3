/** The topology as a Mermaid flowchart. */
import type { Topology } from "../buddy/topology.ts";
import { type PictureFilter, panelsOf } from "./guests.ts";

export function toMermaid(topology: Topology, filter: PictureFilter = {}): string {
  const { panels, orphans } = panelsOf(topology, filter);
  const lines = ["flowchart TB"];
  let number = 0;
  for (const panel of panels) {
    const bridge = `b${number++}`;
    lines.push(`  ${bridge}{{"${quoted(panel.name)}"}}`);
    for (const card of [...panel.uplinks, ...panel.guests]) {
      const id = `n${number++}`;
      const label = [card.name, ...card.lines].map(quoted).join("<br/>");
      lines.push(`  ${id}["${label}"]`);
      // Uplinks stand above their bridge, guests below it.
      const [from, to] = card.kind === "uplink" ? [id, bridge] : [bridge, id];
      lines.push(`  ${from} ---|"${quoted(card.port)}"| ${to}`);
    }
  }
  for (const card of orphans) lines.push(`  n${number++}["${quoted(card.name)}"]`);
  return `${lines.join("\n")}\n`;
}

/** Mermaid reads entities in quoted text: what it would take for its own becomes one. */
function quoted(text: string): string {
  return [...text].map((c) => (/[\w .:/+·-]/u.test(c) ? c : `#${c.codePointAt(0)};`)).join("");
}
