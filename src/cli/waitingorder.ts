/** An order of the fleet's owner that waits for somebody on this host. */
import { printable } from "../buddy/printable.ts";
import { Refusal } from "../buddy/refusal.ts";
import { type OrderRecord, readOrders } from "../fleet/orderfile.ts";
import type { Host } from "../host/host.ts";

/** The order, for people and for programs. */
export interface WaitingOrder {
  /** Whole lines. */
  readonly text: string;
  /** Absent where what is kept of orders makes no sense, which the text says. */
  readonly order?: {
    readonly revision: number;
    readonly note: string;
    readonly steps: readonly string[];
    readonly notes: readonly string[];
  };
}

/** Returns the order that waits; undefined when none does. */
export async function waitingOrder(host: Host): Promise<WaitingOrder | undefined> {
  let record: OrderRecord;
  try {
    record = await readOrders(host);
  } catch (error) {
    // The rest of a host can be shown all the same.
    if (!(error instanceof Refusal)) throw error;
    return { text: `${printable(error.message)}\n` };
  }
  const { at, revision, outcome } = record;
  if (at !== "waiting" || outcome === undefined) return undefined;
  const { note = "", steps, notes = [] } = outcome;
  const lines = [
    `order ${revision} of the fleet waits${note === "" ? "" : ` (${note})`}; it would`,
    ...[...steps, ...notes].map((line) => `  ${line}`),
    "to have it so: ngbuddy agent --accept, and if not: ngbuddy agent --refuse",
  ];
  return {
    text: lines.map((line) => `${printable(line)}\n`).join(""),
    order: { revision, note, steps, notes },
  };
}
