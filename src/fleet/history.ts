/** What has happened on the hosts of a fleet, and what came of orders, as they told it. */
import * as v from "valibot";
import { toldEventSchema } from "./answershapes.ts";
import type { Outcome } from "./outcome.ts";
import type { Fleet } from "./owner.ts";
import { unpack } from "./pack.ts";
import { readOutcome } from "./putorder.ts";
import { lastTold } from "./told.ts";

/** An event of one host. */
export interface HostEvent {
  readonly host: string;
  readonly time: string;
  readonly level: "notice" | "warning";
  readonly event: string;
  readonly text: string;
}

/** Returns the last events of a host or of all, the oldest first. What makes no sense is left out. */
export function lastEvents(
  fleet: Fleet,
  host: string | undefined,
  count: number,
): Promise<readonly HostEvent[]> {
  return lastTold(fleet, "event", host, count, (name, data) => {
    const { success, output } = v.safeParse(toldEventSchema, unpack(data));
    if (!success) return undefined;
    const { time, level, event, text } = output;
    return { host: name, time, level, event, text };
  });
}

/** What came of an order on one host. */
export interface HostOutcome extends Outcome {
  readonly host: string;
}

/** Returns what came last of the orders of a host or of all, the oldest first. */
export function lastOutcomes(
  fleet: Fleet,
  host: string | undefined,
  count: number,
): Promise<readonly HostOutcome[]> {
  return lastTold(fleet, "outcome", host, count, (name, data) => {
    const outcome = readOutcome(data);
    return outcome && { host: name, ...outcome };
  });
}
