/** How large the kernel's largest reply is: what a netgraph socket's receive buffer has to hold at once. */
import type { Bridge } from "./topology.ts";

/** Bytes of a struct ng_mesg's header, of a struct nodeinfo and of a struct linkinfo (ng_message.h). */
const HEADER = 56;
const NODE = 72;
const LINK = 136;

/** Returns the bytes of the list of all nodes, or of the largest bridge's hooks where those are more. */
export function largestReply(nodes: number, bridges: readonly Pick<Bridge, "links">[]): number {
  const links = bridges.reduce((max, bridge) => Math.max(max, bridge.links.length), 0);
  return Math.max(HEADER + 4 + nodes * NODE, HEADER + NODE + links * LINK);
}
