/** What Prometheus is told of a fleet: what each host told, and who of them did. */
import about from "../../package.json" with { type: "json" };
import { printable } from "../buddy/printable.ts";
import { families, type Metric, type Said, type Sample } from "../metrics/families.ts";
import { type ToldMetrics, toldMetricsSchema } from "./answershapes.ts";
import type { Answered } from "./owner.ts";
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
/** What is told of the fleet itself, besides what its hosts tell of themselves. */
export const fleetFamilies: readonly Said[] = [
  UP,
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
  const answers = await standing.askAll(members, "metrics", toldMetricsSchema, TIMEOUT);
  const all = new Map<string, { readonly said: Said; readonly samples: Sample[] }>();
  for (const { member, answer } of answers)
    for (const metric of ofHost(answer)) {
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
  const [answered] = await standing.askAll([member], "metrics", toldMetricsSchema, TIMEOUT);
  return ofHost(answered!.answer);
}

function ofHost(answer: Answered<ToldMetrics>["answer"]): readonly Metric[] {
  const isUp = "value" in answer;
  return [{ ...UP, samples: [[{}, isUp ? 1 : 0]] }, ...(isUp ? metricsTold(answer.value) : [])];
}
