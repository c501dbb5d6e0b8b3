/** Hosts before a rollout: what each would do, and whether it lets us. */
import { plannedSchema, type Status, statusSchema } from "../answershapes.ts";
import { NOT_THERE } from "../ask.ts";
import { believedRevision, revisionOf } from "../order.ts";
import { askAll, type Fleet } from "../owner.ts";
import { documentsStream, type Member, subjectsOf } from "../subjects.ts";
import { lastMessage } from "../told.ts";

/** A host, and what it is to be. */
export interface Surveyed {
  readonly member: Member;
  readonly document: unknown;
  /** What it would do; empty where it is as the document has it. */
  readonly steps: readonly string[];
  readonly notes: readonly string[];
  readonly asks: boolean;
  /** Why nothing can be done there; undefined when it can. */
  readonly why?: string;
  /** Is it away? Then an order waits for it on the servers. */
  readonly isAway: boolean;
  /** The last revision that it or the servers know of. */
  readonly revision: number;
}

/** How long a host may take to plan, and to say how it is, milliseconds. */
const TIMEOUT = { plan: 60_000, status: 10_000 } as const;

/** Asks hosts what they would do. */
export async function survey(
  fleet: Fleet,
  documents: ReadonlyMap<string, unknown>,
): Promise<readonly Surveyed[]> {
  const members = fleet.file.hosts.filter(({ name }) => documents.has(name));
  const [statuses, plans, revisions] = await Promise.all([
    askAll(fleet, members, "status", statusSchema, TIMEOUT.status),
    askAll(fleet, members, "plan", plannedSchema, TIMEOUT.plan, ({ name }) => ({
      document: documents.get(name),
    })),
    Promise.all(members.map((member) => lastRevision(fleet, member))),
  ]);
  return members.map((member, at) => {
    const status = statuses[at]!.answer;
    const plan = plans[at]!.answer;
    const own = "value" in status ? (status.value.order?.revision ?? 0) : 0;
    const common = {
      ...{ member, document: documents.get(member.name) },
      revision: Math.max(
        ...[own, revisions[at]!].map((told) => believedRevision(told, Date.now())),
      ),
    };
    if ("error" in plan || "error" in status) {
      const why = "error" in plan ? plan.error : (status as { error: string }).error;
      const isAway = why === NOT_THERE || /^no answer/.test(why);
      return { ...common, steps: [], notes: [], asks: false, isAway, why };
    }
    const why = plan.value.steps.length === 0 ? undefined : whyNot(status.value);
    return {
      ...common,
      steps: plan.value.steps,
      notes: plan.value.notes,
      asks: status.value.mode === "ask",
      isAway: false,
      ...(why !== undefined && { why }),
    };
  });
}

function whyNot({ mode, by, trouble }: Status): string | undefined {
  if (trouble !== undefined) return `it takes no orders: ${trouble}`;
  if (mode === "observe")
    return 'it is only observed (ngbuddy_agent_mode="observe" in its rc.conf)';
  return mode === undefined
    ? `its agent, of ngbuddy ${by}, takes no orders, or its ngbuddy_agent_mode makes no sense`
    : undefined;
}

/** Returns the revision of the order that the servers have for a host; 0 for none. */
async function lastRevision(fleet: Fleet, member: Member): Promise<number> {
  const kept = await lastMessage(fleet, documentsStream, subjectsOf(member).document);
  return kept === undefined ? 0 : revisionOf(Buffer.from(kept).toString("utf8"));
}
