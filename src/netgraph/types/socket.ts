/** ng_socket(4): the node of a control socket. */
import type { NodeTypeTable } from "../nodetype.ts";

export const socket = {
  name: "socket",
  cookie: 851601233,
  commands: [
    { name: "nolinger", id: 1 },
    { name: "linger", id: 2 },
  ],
} as const satisfies NodeTypeTable;
