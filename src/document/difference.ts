/** What a document has and the host has not. */
import { preview } from "../buddy/carryout.ts";
import { readWanted } from "../buddy/configuration.ts";
import { changedValue } from "../buddy/plan/rcchange.ts";
import type { Host } from "../host/host.ts";
import { documentRequest } from "./request.ts";
import type { Document } from "./schema.ts";

/** How a document and the host differ. */
export interface DocumentDifference {
  /** Variables of rc.conf that would be other; null for one that is not set. */
  readonly changes: readonly {
    readonly variable: string;
    readonly before: string | null;
    readonly after: string | null;
  }[];
  /** What else `ngbuddy apply` would do, step by step. */
  readonly missing: readonly string[];
  /** What rc.conf asks for besides, and the host cannot give as it is. */
  readonly impossible: readonly string[];
}

/** Compares a document with rc.conf and the graph. Throws what a preview of `apply` does. */
export async function documentDifference(
  host: Host,
  document: Document,
): Promise<DocumentDifference> {
  const { steps, unmet = [] } = await preview(host, documentRequest(document));
  const wanted = await readWanted(host, () => {});
  const changes = steps.flatMap(({ do: action }) =>
    action.op === "rcconf"
      ? action.changes.map((change) => {
          const before = wanted.value(change.variable);
          const after = changedValue(before, change);
          return { variable: change.variable, before: before ?? null, after: after ?? null };
        })
      : [],
  );
  return {
    changes: changes.filter(({ before, after }) => before !== after),
    // A module that is not loaded is missed by nobody who misses nothing else.
    missing: steps
      .filter(({ do: { op } }) => op !== "load" && op !== "rcconf")
      .map(({ description }) => description),
    impossible: unmet,
  };
}
