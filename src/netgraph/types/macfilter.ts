/** ng_macfilter(4): a hook for each Ethernet address. */
import { enaddr } from "../layout.ts";
import type { NodeTypeTable } from "../nodetype.ts";

export const macfilter = {
  name: "macfilter",
  cookie: 1042445461,
  commands: [
    { name: "reset", id: 1 },
    { name: "direct", id: 2 },
    { name: "remove", id: 3, args: enaddr },
  ],
} as const satisfies NodeTypeTable;
