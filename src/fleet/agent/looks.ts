/** What a host answers whoever looks at it: readings as long as somebody does, every node, and what is kept of a link. */
import { withoutProbes } from "../../buddy/doctor/probehook.ts";
import { type LinkRecords, recordsOf } from "../../buddy/linkrecords.ts";
import { observe } from "../../buddy/observe/observe.ts";
import { Watch } from "../../buddy/observe/watch.ts";
import { linkKey } from "../../buddy/rates.ts";
import { refuse } from "../../buddy/refusal.ts";
import type { Topology } from "../../buddy/topology.ts";
import { withNetgraph } from "../../buddy/withnetgraph.ts";
import type { Host } from "../../host/host.ts";
import type { ToldReading } from "../answershapes.ts";
import { pause } from "../link.ts";
import { type LinkName, LOOK } from "../looks.ts";

/** Tells readings for as long as one look is; whoever looks longer asks again, and nobody who has gone is told for long. */
export async function tellReadings(
  host: Host,
  tell: (reading: ToldReading) => void,
  signal: AbortSignal,
): Promise<void> {
  const watch = new Watch(host);
  try {
    for (let at = 0; at < LOOK.readings && !signal.aborted; at++) {
      if (at > 0) await pause(LOOK.every, signal);
      const topology = withoutProbes(await watch.read());
      const jails = watch.jails.map(({ name, jid }) => ({ name, jid }));
      tell({ version: 1, topology: { ...topology, graph: [] }, jails });
    }
  } finally {
    await watch.close();
  }
}

/** Returns one reading with every node. */
export async function readNodes(host: Host): Promise<ToldReading> {
  const topology = await withNetgraph(host, (netgraph) =>
    observe(host, netgraph, { counters: true, guests: true, tables: true, graph: true }),
  );
  return { version: 1, topology, jails: [] };
}

/** Returns what is kept of a link, or of a bridge when no link is named. Throws a Refusal for what is not there. */
export async function recordsAsked(
  host: Host,
  { bridges }: Topology,
  asked: unknown,
): Promise<{ readonly version: 1 } & LinkRecords> {
  const { bridge: id, key } = (asked ?? {}) as Partial<LinkName>;
  const bridge = bridges.find((one) => one.id === id);
  if (bridge === undefined) return refuse("data", "that bridge is gone");
  const link = bridge.links.find((one) => linkKey(bridge, one) === key);
  if (key !== undefined && link === undefined) return refuse("data", "that link is gone");
  return { version: 1, ...(await recordsOf(host, { bridge, link })) };
}
