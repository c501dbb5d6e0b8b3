/** What came of an order on its host, as the host tells it and whoever reads it takes it. */
import * as v from "valibot";

/** How it may stand with an order. */
export const states = ["waiting", "applying", "applied", "undone", "refused", "failed"] as const;

export const outcomeSchema = v.object({
  version: v.literal(1),
  /** Null for one that is not the owner's: what it says of itself says nothing. */
  revision: v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(1))),
  /** When: ISO 8601. */
  time: v.string(),
  state: v.picklist(states),
  /** Why it is not applied, or not yet. */
  why: v.optional(v.string()),
  /** What was done, or would be. */
  steps: v.array(v.string()),
  /** What is worth knowing besides. */
  notes: v.optional(v.array(v.string())),
  /** The note of the order. */
  note: v.optional(v.string()),
  /** The whole of the host before it was applied, as a document. */
  before: v.optional(v.unknown()),
  /** What of rc.conf that document does not have, a line each. */
  leftOut: v.optional(v.array(v.string())),
});
/** What came of an order. */
export type Outcome = v.InferOutput<typeof outcomeSchema>;
