/** The last order that a host took, and what came of it: on its disk, so that nothing is done twice and nothing is forgotten. */
import * as v from "valibot";
import { refuse } from "../buddy/refusal.ts";
import { type Host, ownPlaces } from "../host/host.ts";
import { outcomeSchema } from "./outcome.ts";

/** Where it is. */
const ORDER_FILE = `${ownPlaces.db}/order.json`;

const recordSchema = v.strictObject({
  version: v.literal(1),
  /** Of the last order that was taken: an older one is refused, and so is the same once more. 0 before the first. */
  revision: v.number(),
  /** That order, as it came. */
  envelope: v.string(),
  /** Where it stands: `taken` before anything is done, `decided` when somebody on the host has accepted or refused it. */
  at: v.picklist(["taken", "waiting", "decided", "applying", "over"]),
  decision: v.optional(v.picklist(["accept", "refuse"])),
  /** How often it was begun. */
  attempts: v.number(),
  /** What came of it, as far as it goes. */
  outcome: v.optional(outcomeSchema),
  /** Has a server that? */
  told: v.boolean(),
  /** The digest of what was refused last. */
  refused: v.optional(v.string()),
});
/** What a host remembers of orders. */
export type OrderRecord = v.InferOutput<typeof recordSchema>;

const nothing: OrderRecord = {
  version: 1,
  revision: 0,
  envelope: "",
  at: "over",
  attempts: 0,
  told: true,
};

/** Returns what a host remembers. Throws a Refusal where that is nonsense, and a FileError. */
export async function readOrders(host: Host): Promise<OrderRecord> {
  return parse(await host.files.read(ORDER_FILE));
}

/** Changes what a host remembers; `change` returns undefined to leave it. Returns what is there then. Throws as `readOrders`. */
export async function changeOrders(
  host: Host,
  change: (record: OrderRecord) => OrderRecord | undefined,
): Promise<OrderRecord> {
  let now = nothing;
  await host.files.edit(ORDER_FILE, (text) => {
    const before = parse(text);
    const after = change(before);
    now = after ?? before;
    return after === undefined ? undefined : `${JSON.stringify(after)}\n`;
  });
  return now;
}

function parse(text: string | undefined): OrderRecord {
  if (text === undefined) return nothing;
  try {
    const { success, output } = v.safeParse(recordSchema, JSON.parse(text));
    if (success) return output;
  } catch {
    // As if it had another shape.
  }
  return refuse(
    "config",
    `${ORDER_FILE} makes no sense to this version: no order is taken; remove it to take orders again`,
  );
}
