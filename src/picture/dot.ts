/** The graph in GraphViz's language, as `ngctl dot` prints it. */
import { printable } from "../buddy/printable.ts";
import type { GraphNode } from "../buddy/topology.ts";

const hex = (id: number) => id.toString(16);

/** With `compact` as `ngctl dot -c` does: hooks are labels of the edges. */
export function toDot(
  graph: readonly GraphNode[],
  { compact = false }: { readonly compact?: boolean } = {},
): string {
  const links = compact ? compactLinks : hooksAndLinks;
  const head = compact
    ? 'digraph netgraph {\n\tedge [ dir = "none", fontsize = 10 ];\n'
    : "graph netgraph {\n\tedge [ weight = 1.0 ];\n";
  return `${head}${nodesOf(graph)}${graph.map(links).join("")}}\n`;
}

function nodesOf(graph: readonly GraphNode[]): string {
  let text = "\tnode [ shape = record, fontsize = 12 ] {\n";
  for (const { id, name, type } of graph) {
    const label = name === "" ? "\\<unnamed\\>" : quoted(name);
    text += `\t\t"${hex(id)}" [ label = "{${label}:|{${quoted(type)}|[${hex(id)}]:}}" ];\n`;
  }
  text += "\t};\n\tsubgraph cluster_disconnected {\n\t\tbgcolor = pink;\n";
  for (const { id, hooks } of graph) if (hooks.length === 0) text += `\t\t"${hex(id)}";\n`;
  return `${text}\t};\n`;
}

function hooksAndLinks({ id, hooks }: GraphNode): string {
  if (hooks.length === 0) return "";
  const own = hex(id);
  let text = "\tnode [ shape = octagon, fontsize = 10 ] {\n";
  for (const { name } of hooks)
    text += `\t\t"${own}.${quoted(name)}" [ label = "${quoted(name)}" ];\n`;
  text += "\t};\n\t{\n\t\tedge [ weight = 2.0, style = bold ];\n";
  for (const { name } of hooks) text += `\t\t"${own}" -- "${own}.${quoted(name)}";\n`;
  text += "\t};\n";
  for (const { name, peerId, peerHook } of hooks) {
    // Each link once: from the node with the larger number.
    if (peerId <= id)
      text += `\t"${own}.${quoted(name)}" -- "${hex(peerId)}.${quoted(peerHook)}";\n`;
  }
  return text;
}

function compactLinks({ id, hooks }: GraphNode): string {
  return hooks
    .filter(({ peerId }) => peerId >= id)
    .map(
      ({ name, peerId, peerHook }) =>
        `\t"${hex(id)}" -> "${hex(peerId)}" [ headlabel = "${quoted(peerHook)}", taillabel = "${quoted(name)}" ] ;\n`,
    )
    .join("");
}

/** What a quoted string or a record label would read as its own. */
function quoted(text: string): string {
  return printable(text).replace(/["\\{}|<>]/g, "\\$&");
}
