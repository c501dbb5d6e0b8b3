/** ng_echo(4): sends every frame back where it came from. */
import type { NodeTypeTable } from "../nodetype.ts";

export const echo = {
  name: "echo",
  cookie: 884298942,
  commands: [],
} as const satisfies NodeTypeTable;
