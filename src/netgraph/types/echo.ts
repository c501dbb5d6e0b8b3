/** ng_echo(4): sends every frame back where it came from. */
import type { NodeTypeTable } from "../nodetype.ts";

/** The type ng_echo(4), which has no messages of its own (sys/netgraph/ng_echo.h). */
export const echo = {
  name: "echo",
  cookie: 884298942,
  commands: [],
} as const satisfies NodeTypeTable;
