/** ng_eiface(4): a virtual Ethernet interface. */
import { enaddr, string } from "../layout.ts";
import type { NodeTypeTable } from "../nodetype.ts";

/**
 * NGM_EIFACE_GET_IFADDRS, which has no ASCII form and so no place in the table: the addresses of the interface, wherever it
 * lives, as socket addresses one after the other, each filled up to a multiple of eight bytes.
 */
export const GET_IFADDRS = 2;

/** The messages of ng_eiface(4) (sys/netgraph/ng_eiface.h). `set` gives the interface its Ethernet address. */
export const eiface = {
  name: "eiface",
  cookie: 948105892,
  commands: [
    { name: "getifname", id: 1, reply: string },
    { name: "set", id: 3, args: enaddr },
  ],
} as const satisfies NodeTypeTable;
