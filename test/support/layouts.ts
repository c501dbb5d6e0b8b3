/** Layouts of messages by the names of their commands. */
import type { Layout } from "../../src/netgraph/layout.ts";
import { commandByName, type NodeTypeTable } from "../../src/netgraph/nodetype.ts";

/** Returns the layout of a command's arguments, or of its reply. */
export function layoutOf(
  type: NodeTypeTable,
  name: string,
  part: "args" | "reply" = "args",
): Layout {
  return commandByName(type, name)![part]!;
}
