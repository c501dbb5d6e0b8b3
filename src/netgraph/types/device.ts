/** ng_device(4): a character device whose reads and writes are frames. */
import { string } from "../layout.ts";
import type { NodeTypeTable } from "../nodetype.ts";

/** The messages of ng_device(4) (sys/netgraph/ng_device.h). `getdevname` answers with the name below /dev. */
export const device = {
  name: "device",
  cookie: 1091129178,
  commands: [
    { name: "getdevname", id: 0, reply: string },
    { name: "etheralign", id: 1 },
  ],
} as const satisfies NodeTypeTable;
