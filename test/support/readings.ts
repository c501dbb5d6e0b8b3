/** Readings of a host, one after the other, for the live page. */
import type { Topology } from "../../src/buddy/topology.ts";
import type { Model } from "../../src/web/model.ts";
import { madeUpTopology } from "./topologies.ts";

const start = Date.parse("2026-01-02T03:04:05.000Z");

/** The host after so many seconds, each link of which received so many octets in each of them. */
export function host(seconds: number, octets = 1000): Topology {
  const topology = madeUpTopology(3);
  return {
    ...topology,
    time: new Date(start + seconds * 1000).toISOString(),
    bridges: topology.bridges.map((bridge) => ({
      ...bridge,
      hosts: [{ addr: "58:9c:fc:10:00:01", hook: "link3", age: 9, staleness: 2 }],
      links: bridge.links.map((link) => ({
        ...link,
        stats: { ...link.stats!, recvOctets: seconds * octets, recvPackets: seconds },
      })),
    })),
  };
}

/** The key of the link on a hook. */
export const key = (model: Model, hook: string) =>
  model.current!.links.find((link) => link.hook === hook)!.key;
