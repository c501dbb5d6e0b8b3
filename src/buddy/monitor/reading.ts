/** What a host is read for while it is watched. */
import { jails } from "../../host/commands.ts";
import type { Host } from "../../host/host.ts";
import { withoutProbes } from "../doctor/probehook.ts";
import { observe } from "../observe/observe.ts";
import type { Topology } from "../topology.ts";
import { withNetgraph } from "../withnetgraph.ts";

/** A host at one time. */
export interface Reading {
  readonly topology: Topology;
  readonly jails: readonly { readonly name: string; readonly jid: number }[];
}

/** Reads a host once. */
export async function readForEvents(host: Host): Promise<Reading> {
  const topology = await withNetgraph(host, (netgraph) =>
    observe(host, netgraph, { counters: true, guests: true, tables: true }),
  );
  return { topology: withoutProbes(topology), jails: await jails(host) };
}
