/** ng_hub(4): what comes in by one hook goes out by all others. */
import type { NodeTypeTable } from "../nodetype.ts";

export const hub = {
  name: "hub",
  cookie: 1082189597,
  commands: [{ name: "setpersistent", id: 1 }],
} as const satisfies NodeTypeTable;
