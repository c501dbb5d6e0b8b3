/** What hosts were before an order, for going back. */
import { checkDocument } from "../../document/check.ts";
import { type HostOutcome, lastOutcomes } from "../history.ts";
import { signedRevisionOf } from "../order.ts";
import type { Fleet } from "../owner.ts";
import { documentsStream, type Member, subjectsOf } from "../subjects.ts";

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
  const revision = wished ?? (await lastGiven(fleet, members, applied));
  const documents = new Map<string, unknown>();
  const impossible: { host: string; error: string }[] = [];
  for (const { host, before: document, leftOut = [] } of applied.filter(
    (one) => one.revision === revision,
  )) {
    const error =
      document === undefined
        ? "it has not told what it was before"
        : (faultOf(document) ??
          (leftOut.length > 0
            ? `its rc.conf had what no document says: ${leftOut.join("; ")}`
            : undefined));
    if (error === undefined) documents.set(host, document);
    else impossible.push({ host, error });
  }
  return { revision, documents, impossible };
}

/** Why a host cannot be so again: one that was taken over may have told anything. */
function faultOf(document: unknown): string | undefined {
  try {
    checkDocument(document);
    return undefined;
  } catch (error) {
    return `what it told of itself cannot be: ${(error as Error).message}`;
  }
}

/** The last order that was applied and that the owner has given: what a host makes up of itself is not to be gone back to. */
async function lastGiven(
  { file: { author }, manager }: Fleet,
  members: readonly Member[],
  applied: readonly HostOutcome[],
): Promise<number | undefined> {
  const given = new Map<string, ReadonlySet<number>>();
  for (const { host, revision } of [...applied].sort((a, b) => b.revision! - a.revision!)) {
    const known = given.get(host) ?? (await ordersOf(manager, author, members, host));
    given.set(host, known);
    if (known.has(revision!)) return revision!;
  }
  return undefined;
}

async function ordersOf(
  manager: Fleet["manager"],
  author: string,
  members: readonly Member[],
  host: string,
): Promise<ReadonlySet<number>> {
  const member = members.find(({ name }) => name === host)!;
  const subject = subjectsOf(member).document;
  const found = new Set<number>();
  for (let seq = 1; ; ) {
    const kept = await manager.direct.getMessage(documentsStream, { next_by_subj: subject, seq });
    if (kept === null) return found;
    found.add(signedRevisionOf(author, Buffer.from(kept.data).toString("utf8")));
    seq = kept.seq + 1;
  }
}
