/** ng_socket(4): the node of a control socket. */
import type { NodeTypeTable } from "../nodetype.ts";

/** It takes two messages of its own, NGM_SOCK_CMD_NOLINGER and _LINGER, that have no ASCII form (ng_socket.c has no command list). */
export const socket = {
  name: "socket",
  cookie: 851601233,
  commands: [],
} as const satisfies NodeTypeTable;
