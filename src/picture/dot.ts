/** The graph in GraphViz's language, as `ngctl dot` prints it, whatever is in the names. */
import { printable } from "../buddy/printable.ts";
import type { GraphNode } from "../buddy/topology.ts";
import { dotText } from "../netgraph/dot.ts";

/** With `compact` as `ngctl dot -c` does: hooks are labels of the edges. */
export function toDot(
  graph: readonly GraphNode[],
  { compact = false }: { readonly compact?: boolean } = {},
): string {
  return dotText(graph, { compact, quoted });
}

/** What a quoted string or a record label would read as its own. */
function quoted(text: string): string {
  return printable(text).replace(/["\\{}|<>]/g, "\\$&");
}
