/** What Prometheus is told of a fleet: what each host told, and who of them did. */
import about from "../../package.json" with { type: "json" };
import { printable } from "../buddy/printable.ts";
import { families, type Metric, type Said, type Sample } from "../metrics/families.ts";
import { statusSchema, type ToldMetrics, toldMetricsSchema } from "./answershapes.ts";
import type { Standing } from "./standing.ts";
import type { Member } from "./subjects.ts";

/** Prometheus waits for ten seconds unless it is told otherwise; milliseconds. */
const TIMEOUT = 8_000;

const UP: Said = {
  name: "ngbuddy_fleet_host_up",
  help: "Whether a host of the fleet has answered for this scrape.",
  type: "gauge",
  labels: [],
};
const ORDER_REVISION: Said = {
  name: "ngbuddy_fleet_order_revision",
  help: "The revision of the last order that a host took; absent when there was none.",
  type: "gauge",
  labels: [],
};
const ORDER_INFO: Said = {
  name: "ngbuddy_fleet_order_info",
  help: "Always 1; how a host stands with that order: applied, waiting, failed and so on.",
  type: "gauge",
  labels: ["state"],
};
/** What is told of the fleet itself, besides what its hosts tell of themselves. */
export const fleetFamilies: readonly Said[] = [
  UP,
  ORDER_REVISION,
  ORDER_INFO,
  {
    name: "ngbuddy_fleet_hosts",
    help: "Hosts that are enrolled in the fleet.",
    type: "gauge",
    labels: [],
  },
  {
    name: "ngbuddy_fleet_server_up",
    help: "Whether a server of the fleet is connected to.",
    type: "gauge",
    labels: [],
  },
  {
    name: "ngbuddy_fleet_build_info",
    help: "The version of this exporter, as a label.",
    type: "gauge",
    labels: ["version"],
  },
];

/**
 * Returns what a host told, as far as it is known to this version: its agent may be older or newer, or somebody else by
 * now. Names are made printable here, too.
 */
function metricsTold({ families: told }: ToldMetrics): readonly Metric[] {
  return families.flatMap((family) => {
    const rows = Object.hasOwn(told, family.name) ? told[family.name]! : [];
    const samples = rows
      .filter(([values]) => values.length === family.labels.length)
      .map(
        ([values, value]) =>
          [
            Object.fromEntries(family.labels.map((label, at) => [label, printable(values[at]!)])),
            value,
          ] as const,
      );
    return samples.length === 0 ? [] : [{ ...family, samples }];
  });
}

/** Returns all metrics of these hosts, each with the label `host`, and those of the fleet. */
export async function fleetMetrics(standing: Standing): Promise<readonly Metric[]> {
  const members = standing.hosts();
  const all = new Map<string, { readonly said: Said; readonly samples: Sample[] }>();
  for (const { member, metrics } of await metricsOf(standing, members))
    for (const metric of metrics) {
      const known = all.get(metric.name) ?? { said: metric, samples: [] };
      all.set(metric.name, known);
      for (const [of, value] of metric.samples)
        known.samples.push([{ host: member.name, ...of }, value]);
    }
  const own: { readonly [name: string]: Sample } = {
    ngbuddy_fleet_hosts: [{}, members.length],
    ngbuddy_fleet_server_up: [{}, standing.isConnected() ? 1 : 0],
    ngbuddy_fleet_build_info: [{ version: about.version }, 1],
  };
  return [
    ...fleetFamilies
      .filter(({ name }) => name in own)
      .map((said) => ({ ...said, samples: [own[said.name]!] })),
    ...[...all.values()].map(({ said, samples }) => ({
      ...said,
      labels: ["host", ...said.labels],
      samples,
    })),
  ];
}

/** Returns the metrics of one host, as its own exporter tells them, and whether it has answered. */
export async function memberMetrics(
  standing: Standing,
  member: Member,
): Promise<readonly Metric[]> {
  const [answered] = await metricsOf(standing, [member]);
  return answered!.metrics;
}

/** Asks hosts. Returns what each tells, and how it stands with its order, which it answers from memory. */
async function metricsOf(
  standing: Standing,
  members: readonly Member[],
): Promise<readonly { readonly member: Member; readonly metrics: readonly Metric[] }[]> {
  const [told, said] = await Promise.all([
    standing.askAll(members, "metrics", toldMetricsSchema, TIMEOUT),
    standing.askAll(members, "status", statusSchema, TIMEOUT),
  ]);
  return told.map(({ member, answer }, at) => {
    const status = said[at]!.answer;
    const order = "value" in status ? status.value.order : undefined;
    const isUp = "value" in answer;
    return {
      member,
      metrics: [
        { ...UP, samples: [[{}, isUp ? 1 : 0]] },
        ...(isUp ? metricsTold(answer.value) : []),
        ...(order === undefined
          ? []
          : ([
              { ...ORDER_REVISION, samples: [[{}, order.revision]] },
              { ...ORDER_INFO, samples: [[{ state: order.state }, 1]] },
            ] as const)),
      ],
    };
  });
}
