/** How the doctor's own link to a bridge is known, which is there for as long as a question takes. */
import type { Bridge, Topology } from "../topology.ts";

/** The hook of the doctor's socket. */
export const PROBE_HOOK = "ngbuddy-probe";

/** Returns a reading without the links by which the doctor asks at that moment: they are nobody's. */
export function withoutProbes(topology: Topology): Topology {
  const isOurs = ({ peerType, peerHook }: Bridge["links"][number]) =>
    peerType === "socket" && peerHook === PROBE_HOOK;
  if (!topology.bridges.some(({ links }) => links.some(isOurs))) return topology;
  const bridges = topology.bridges.map((bridge) => ({
    ...bridge,
    links: bridge.links.filter((link) => !isOurs(link)),
  }));
  return { ...topology, bridges };
}
