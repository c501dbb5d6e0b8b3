/** What rc.conf wants and the graph has not, and the other way round. */
import type { Host } from "../host/host.ts";
import type { Netgraph } from "../netgraph/client.ts";
import { preview } from "./carryout.ts";
import { readWanted } from "./configuration.ts";
import { observe } from "./observe/observe.ts";
import { allLists, type Wanted } from "./plan/wanted.ts";
import { startRequest } from "./startrequest.ts";
import type { Topology } from "./topology.ts";

/** An eiface of the host's that rc.conf does not know on a bridge of its. */
export interface Unlisted {
  readonly name: string;
  readonly bridge: string;
}

/** How rc.conf and the graph differ. */
export interface Difference {
  /** The steps of `ngbuddy start`: what is not there, or not as it should be. */
  readonly missing: readonly string[];
  /** What rc.conf asks for and the host cannot give as it is. */
  readonly impossible: readonly string[];
  readonly unlisted: readonly Unlisted[];
}

/** Compares rc.conf with the graph. Throws what a preview of `start` does. */
export async function differenceOf(host: Host, netgraph: Netgraph): Promise<Difference> {
  const { steps, unmet = [] } = await preview(host, startRequest());
  const topology = await observe(host, netgraph, { counters: false, guests: true, tables: false });
  return {
    // A module that is not loaded is missed by nobody who misses nothing else.
    missing: steps.filter(({ do: { op } }) => op !== "load").map(({ description }) => description),
    impossible: unmet,
    unlisted: unlistedIn(topology, await readWanted(host, () => {})),
  };
}

/** Eifaces in the host itself: those of jails come and go with them, and are in no list. */
function unlistedIn(
  { bridges }: Pick<Topology, "bridges">,
  wanted: Pick<Wanted, "bridges" | "lists">,
): Unlisted[] {
  const known = new Set([
    ...wanted.bridges.map((bridge) => bridge.interface),
    ...[...allLists(wanted).values()].flat(),
  ]);
  return bridges
    .filter(({ name }) => wanted.bridges.some((bridge) => bridge.name === name))
    .flatMap(({ name: bridge, links }) =>
      links.flatMap(({ guest, end, peerName }) => {
        const name = end?.name ?? peerName;
        return guest.kind === "host" && !known.has(name) ? [{ name, bridge }] : [];
      }),
    );
}
