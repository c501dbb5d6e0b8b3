/** Are netgraph's buffers large enough for what this host has? */
import { errno } from "../../../netgraph/errno.ts";
import { largestReply } from "../../replysize.ts";
import type { DoctorCheck, Found } from "../check.ts";
import { bySysctl } from "../remedies.ts";

/** The buffer that bhyve wants for each direction of a machine's link (net_backend_netgraph.c). */
const BHYVE = 4 * 1024 * 1024;
/** Of kern.ipc.maxsockbuf a socket gets as much as is left when each cluster of 2,048 bytes takes an mbuf of 256 besides. */
const OVERHEAD = 2304 / 2048;
/** What FreeBSD 15 has. */
const DEFAULT_LIMIT = 8 * 1024 * 1024;

export const buffers: DoctorCheck = {
  name: "buffers",
  topic: "kernel",
  summary: "netgraph's buffers hold lists of all nodes, and bhyve's frames",
  async examine(sight) {
    const { graph, bridges } = await sight.topology();
    const found: Found[] = [];
    const space = await sight.sysctl("net.graph.recvspace");
    const largest = bridges.reduce((max, { links }) => Math.max(max, links.length), 0);
    const needed = largestReply(graph.length, bridges);
    if (space !== undefined && needed > Number(space))
      found.push({
        severity: "warning",
        about: "net.graph.recvspace",
        found: `is ${space}, and the list of ${graph.length} nodes and the largest bridge's ${largest} links takes ${needed} bytes`,
        why: `ngctl(8), and every script with it, fails (${errnoText}); ngbuddy asks for more on its own sockets`,
        ...bySysctl("net.graph.recvspace", powerOfTwo(2 * needed), space),
      });
    const limit = await sight.sysctl("kern.ipc.maxsockbuf");
    const machines = bridges.flatMap(({ links }) =>
      links.filter(({ guest }) => guest.kind === "vm"),
    );
    if (limit !== undefined && machines.length > 0 && Number(limit) < BHYVE * OVERHEAD)
      found.push({
        severity: "warning",
        about: "kern.ipc.maxsockbuf",
        found: `is ${limit}, which leaves bhyve less than the ${BHYVE} bytes that it wants for a machine's link`,
        why: "a machine that sends or gets much at once loses frames; machines take the new value when they start again",
        ...bySysctl("kern.ipc.maxsockbuf", DEFAULT_LIMIT, limit),
      });
    return found;
  },
};

const errnoText = `No buffer space available, errno ${errno.ENOBUFS}`;

function powerOfTwo(min: number): number {
  return 2 ** Math.ceil(Math.log2(min));
}
