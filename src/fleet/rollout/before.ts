/** What hosts were before an order, for going back. */
import { checkDocument } from "../../document/check.ts";
import { lastOutcomes } from "../history.ts";
import type { Fleet } from "../owner.ts";
import type { Member } from "../subjects.ts";

/** So much is kept of each host. */
const ALL = 1_000_000;

/** What they were, and why some cannot be so again. */
export interface Before {
  /** Before which order that was; undefined when there is none. */
  readonly revision: number | undefined;
  readonly documents: ReadonlyMap<string, unknown>;
  readonly impossible: readonly { readonly host: string; readonly error: string }[];
}

/** Returns what hosts were before an order; without a revision before the last one that changed any of them. */
export async function before(
  fleet: Fleet,
  members: readonly Member[],
  wished: number | undefined,
): Promise<Before> {
  const only = members.length === 1 ? members[0]!.name : undefined;
  const names = new Set(members.map(({ name }) => name));
  const applied = (await lastOutcomes(fleet, only, ALL)).filter(
    ({ host, state, steps, revision }) =>
      names.has(host) && state === "applied" && steps.length > 0 && revision !== null,
  );
  const revision =
    wished ??
    applied.reduce<number | undefined>((max, one) => higher(max, one.revision!), undefined);
  const documents = new Map<string, unknown>();
  const impossible: { host: string; error: string }[] = [];
  for (const { host, before: document, leftOut = [] } of applied.filter(
    (one) => one.revision === revision,
  ))
    if (document === undefined)
      impossible.push({ host, error: "it has not told what it was before" });
    else if (faultOf(document) !== undefined)
      impossible.push({ host, error: `what it told of itself cannot be: ${faultOf(document)}` });
    else if (leftOut.length > 0)
      impossible.push({
        host,
        error: `its rc.conf had what no document says: ${leftOut.join("; ")}`,
      });
    else documents.set(host, document);
  return { revision, documents, impossible };
}

/** A host that was taken over may have told anything. */
function faultOf(document: unknown): string | undefined {
  try {
    checkDocument(document);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

function higher(one: number | undefined, other: number): number {
  return one === undefined ? other : Math.max(one, other);
}
