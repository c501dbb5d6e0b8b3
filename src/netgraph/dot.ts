/** A netgraph in GraphViz's language, as ngctl(8)'s dot prints it (usr.sbin/ngctl/dot.c). */

/** A node of a drawing, and where its hooks lead. */
export interface DotNode {
  readonly id: number;
  /** Empty for a node without a name. */
  readonly name: string;
  readonly type: string;
  /** As the kernel lists them, newest first. */
  readonly hooks: readonly {
    readonly name: string;
    readonly peerId: number;
    readonly peerHook: string;
  }[];
}

/** How a drawing is written. */
export interface DotStyle {
  /** As `ngctl dot -c` does: hooks are labels of the edges. */
  readonly compact?: boolean;
  /** Puts a name into a quoted string; without it names stand as they are, as ngctl has them. */
  readonly quoted?: (name: string) => string;
}

const hex = (id: number) => id.toString(16);

/** Returns the text for GraphViz. */
export function dotText(
  graph: readonly DotNode[],
  { compact = false, quoted = (name) => name }: DotStyle = {},
): string {
  const links = compact ? compactLinks : hooksAndLinks;
  const head = compact
    ? 'digraph netgraph {\n\tedge [ dir = "none", fontsize = 10 ];\n'
    : "graph netgraph {\n\tedge [ weight = 1.0 ];\n";
  return `${head}${nodesOf(graph, quoted)}${graph.map((node) => links(node, quoted)).join("")}}\n`;
}

type Quoted = (name: string) => string;

function nodesOf(graph: readonly DotNode[], quoted: Quoted): string {
  let text = "\tnode [ shape = record, fontsize = 12 ] {\n";
  for (const { id, name, type } of graph) {
    const label = name === "" ? "\\<unnamed\\>" : quoted(name);
    text += `\t\t"${hex(id)}" [ label = "{${label}:|{${quoted(type)}|[${hex(id)}]:}}" ];\n`;
  }
  text += "\t};\n\tsubgraph cluster_disconnected {\n\t\tbgcolor = pink;\n";
  for (const { id, hooks } of graph) if (hooks.length === 0) text += `\t\t"${hex(id)}";\n`;
  return `${text}\t};\n`;
}

function hooksAndLinks({ id, hooks }: DotNode, quoted: Quoted): string {
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

function compactLinks({ id, hooks }: DotNode, quoted: Quoted): string {
  return hooks
    .filter(({ peerId }) => peerId >= id)
    .map(
      ({ name, peerId, peerHook }) =>
        `\t"${hex(id)}" -> "${hex(peerId)}" [ headlabel = "${quoted(peerHook)}", taillabel = "${quoted(name)}" ] ;\n`,
    )
    .join("");
}
