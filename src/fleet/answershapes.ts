/** What hosts answer and tell, as whoever reads it takes it: a host that was taken over may send anything. */
import * as v from "valibot";
import { modes } from "../config/agentmode.ts";
import { states } from "./outcome.ts";
import { topologySchema } from "./topologyshape.ts";

const version = v.literal(1);
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const bits = v.pipe(v.number(), v.finite());

export const statusSchema = v.object({
  version,
  by: v.string(),
  hostname: v.string(),
  system: v.string(),
  time: v.string(),
  bridges: count,
  links: count,
  jails: count,
  waiting: v.array(v.string()),
  /** What it lets the fleet's owner do; absent where its rc.conf makes no sense. */
  mode: v.optional(v.picklist(modes)),
  /** Why it takes no orders; absent when it does. */
  trouble: v.optional(v.string()),
  /** The last order that it took, and how it stands with it. */
  order: v.optional(
    v.object({
      revision: count,
      state: v.picklist(states),
      why: v.optional(v.string()),
      /** Has rc.conf been changed since it was applied, so that it is not as the order has it? */
      differs: v.optional(v.boolean()),
    }),
  ),
});
/** How a host is. */
export type Status = v.InferOutput<typeof statusSchema>;

export const plannedSchema = v.object({
  version,
  steps: v.array(v.string()),
  notes: v.array(v.string()),
});
/** What a host would do, a line a step. */
export type Planned = v.InferOutput<typeof plannedSchema>;

export const doctoredSchema = v.object({
  version,
  findings: v.array(
    v.object({
      check: v.string(),
      severity: v.picklist(["error", "warning"]),
      about: v.string(),
      found: v.string(),
      why: v.string(),
      type: v.array(v.string()),
      /** Absent from agents that do not say so. */
      fixable: v.exactOptional(v.boolean()),
    }),
  ),
  /** How many checks were made; absent from agents that do not say so. */
  checks: v.exactOptional(count),
});
/** What a host's doctor found. */
export type Doctored = v.InferOutput<typeof doctoredSchema>;

export const countersSchema = v.object({
  version,
  time: v.string(),
  links: v.array(v.object({ bridge: v.string(), link: v.string(), rxBits: bits, txBits: bits })),
});
/** The rates of a host's links, the busiest first; bits a second. */
export type Counters = v.InferOutput<typeof countersSchema>;

export const toldMetricsSchema = v.object({
  version,
  /** By metric: the values of its labels in their order, and its own. */
  families: v.record(v.string(), v.array(v.tuple([v.array(v.string()), v.number()]))),
});
/** What a host's exporter would tell, without what a metric says: whoever reads it knows. */
export type ToldMetrics = v.InferOutput<typeof toldMetricsSchema>;

/** An answer of a host that could not do what it was asked. */
export const troubleSchema = v.object({ version, error: v.string() });

export const toldTopologySchema = v.object({ version, topology: topologySchema });

export const toldReadingSchema = v.object({
  version,
  topology: topologySchema,
  jails: v.array(v.object({ name: v.string(), jid: v.number() })),
});
/** A reading of a host with its counters. */
export type ToldReading = v.InferOutput<typeof toldReadingSchema>;

export const toldRecordsSchema = v.object({
  version,
  jail: v.array(v.string()),
  rcLines: v.array(v.string()),
});

export const toldEventSchema = v.object({
  version,
  time: v.string(),
  level: v.picklist(["notice", "warning"]),
  event: v.string(),
  text: v.string(),
  lostBefore: v.optional(count),
});
