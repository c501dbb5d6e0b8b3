/** What a host is read for, once for all who ask at the same time. */
import { type Reading, readForEvents } from "../buddy/monitor/reading.ts";
import { pathOf, pipelined, unlessGone } from "../buddy/observe/nodes.ts";
import { withNetgraph } from "../buddy/withnetgraph.ts";
import type { Host } from "../host/host.ts";
import type { ReplyOf } from "../netgraph/nodetype.ts";
import { bridge as bridgeType } from "../netgraph/types/bridge.ts";

/** The settings of a bridge, as ng_bridge(4) has them; times in seconds. */
export type BridgeConfig = ReplyOf<typeof bridgeType, "getconfig">;

/** A host at one time, with what its kernel says of its limits. */
export interface MetricsReading extends Reading {
  /** How many nodes there are of each type. */
  readonly nodes: ReadonlyMap<string, number>;
  /** The bridges' own settings, by node ID; one that has gone since has none. */
  readonly configs: ReadonlyMap<number, BridgeConfig>;
  /** The values of sysctl(8) that this host has, of those that are asked for. */
  readonly values: ReadonlyMap<string, number>;
}

/** The zones of netgraph's items (ng_base.c), as sysctl(8) calls them (uma_core.c), and the tunables that limit them. */
export const QUEUES = [
  { queue: "data", zone: "vm.uma.NetGraph_data_items.stats", limit: "net.graph.maxdata" },
  { queue: "control", zone: "vm.uma.NetGraph_items.stats", limit: "net.graph.maxalloc" },
] as const;

/** The values that are asked for, in one command. */
const VALUES: readonly string[] = [
  "net.graph.recvspace",
  "kern.ipc.maxsockbuf",
  ...QUEUES.flatMap(({ zone, limit }) => [`${zone}.current`, `${zone}.fails`, limit]),
];

/** Reads a host once: a message a link, a few a bridge, and one command, however many links there are. */
export async function readForMetrics(host: Host): Promise<MetricsReading> {
  const reading = await readForEvents(host);
  const { bridges } = reading.topology;
  const { nodes, configs } = await withNetgraph(host, async (netgraph) => ({
    nodes: await netgraph.nodes(),
    configs: await pipelined(bridges, (bridge) =>
      unlessGone(netgraph.send(pathOf(bridge), bridgeType, "getconfig")),
    ),
  }));
  return {
    ...reading,
    nodes: countByType(nodes),
    configs: new Map(
      bridges.flatMap(({ id }, index) => {
        const config = configs[index];
        return config === undefined ? [] : [[id, config] as const];
      }),
    ),
    values: await valuesOf(host),
  };
}

function countByType(nodes: readonly { readonly type: string }[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { type } of nodes) counts.set(type, (counts.get(type) ?? 0) + 1);
  return counts;
}

/** Those that a host does not have are left out: it says so and shows the others. */
async function valuesOf(host: Host): Promise<Map<string, number>> {
  const { stdout } = await host.run(["sysctl", "-i", ...VALUES]);
  const values = new Map<string, number>();
  for (const line of stdout.split("\n")) {
    const [, name = "", value] = /^([\w.]+): (\d+)$/.exec(line) ?? [];
    if (value !== undefined) values.set(name, Number(value));
  }
  return values;
}
