/** A Mermaid flowchart of either view. */

import { printable } from "../buddy/printable.ts";
import type { GraphNode, Topology } from "../buddy/topology.ts";
import { idName } from "../netgraph/path.ts";
import type { Box } from "./content.ts";
import { guestContents } from "./guests.ts";

/** Bridges, what is on them, and orphans. */
export function toMermaid(topology: Topology): string {
  const { panels, apart } = guestContents(topology);
  const lines = ["flowchart TB"];
  let number = 0;
  const shape = (box: Box) => {
    const id = `n${number++}`;
    const texts = [box.name, ...box.lines.map(({ text }) => text), box.alarm];
    const label = texts.filter((text) => text !== "").map(quoted);
    lines.push(`  ${id}["${label.join("<br/>")}"]`);
    return id;
  };
  for (const panel of panels) {
    const bridge = `b${number++}`;
    lines.push(`  ${bridge}{{"${quoted(panel.name)}"}}`);
    // Uplinks stand above their bridge, guests below it.
    for (const box of panel.above) lines.push(`  ${shape(box)} ---${onPort(box)} ${bridge}`);
    for (const box of panel.below) {
      const id = shape(box);
      lines.push(`  ${bridge} ---${onPort(box)} ${id}`);
    }
  }
  for (const { boxes } of apart) for (const box of boxes) shape(box);
  return `${lines.join("\n")}\n`;
}

function onPort({ ports }: Box): string {
  return `|"${ports.map(quoted).join(" ")}"|`;
}

/** Every node, and every link with the hooks at both ends. */
export function toMermaidNodes(graph: readonly GraphNode[]): string {
  const lines = ["flowchart TB"];
  for (const { id, name, type } of graph) {
    const label = [name === "" ? "<unnamed>" : name, `${type} ${idName(id)}:`];
    lines.push(`  n${id}["${label.map(quoted).join("<br/>")}"]`);
  }
  for (const { id, hooks } of graph) {
    for (const { name, peerId, peerHook } of hooks) {
      // Each link once: from the node with the smaller number, or between two hooks of one node.
      const first = id < peerId || (id === peerId && name < peerHook);
      if (first) lines.push(`  n${id} ---|"${quoted(name)} to ${quoted(peerHook)}"| n${peerId}`);
    }
  }
  return `${lines.join("\n")}\n`;
}

/** Mermaid reads entities in quoted text: what it would take for its own becomes one. */
function quoted(text: string): string {
  return [...printable(text)]
    .map((c) => (/[\w .:/+·-]/u.test(c) ? c : `#${c.codePointAt(0)};`))
    .join("");
}
