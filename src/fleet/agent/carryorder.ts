/** Carrying an order out: with a confirmation that this host gives itself, when it still reaches a server afterwards. */
import { ApplyError } from "../../buddy/apply/apply.ts";
import { confirmAll, refuseAll } from "../../buddy/apply/confirming.ts";
import { type Recovered, recover } from "../../buddy/apply/recover.ts";
import { waiting } from "../../buddy/apply/unconfirmed.ts";
import { carryOut, preview } from "../../buddy/carryout.ts";
import type { Plan } from "../../buddy/plan/step.ts";
import type { Request } from "../../buddy/request.ts";
import { withNetgraph } from "../../buddy/withnetgraph.ts";
import { checkDocument } from "../../document/check.ts";
import { documentOf, type Exported } from "../../document/of.ts";
import { documentRequest } from "../../document/request.ts";
import type { Document } from "../../document/schema.ts";
import type { Host } from "../../host/host.ts";
import type { Order } from "../order.ts";
import type { Outcome } from "../outcome.ts";

/** What carrying out needs besides the host. */
export interface CarryContext {
  readonly host: Host;
  readonly signal: AbortSignal;
  remark(line: string): void;
  explain(error: unknown): string;
  /** Returns why no server answers, tried for so many milliseconds; undefined when one does. */
  unreached(patience: number): Promise<string | undefined>;
  /** Has `ngbuddy` run with these arguments after so many seconds, whatever becomes of this process. */
  later(seconds: number, args: readonly string[]): void;
  /** Keeps what was done, before it is confirmed: should this process end, the next one tells of it. */
  keep(done: Omit<Result, "state">): Promise<void>;
}

/** What came of it, as far as it is told. */
export type Result = Pick<Outcome, "state" | "why" | "steps" | "notes" | "before" | "leftOut">;

/** The agent confirms or undoes in time; that nobody confirmed is found out so many seconds later, should it be gone. */
const GRACE = 15;

/** What its change is called in the journal, and by `ngbuddy confirm`. */
function requestName({ revision }: Order): string {
  return `apply order ${revision} of the fleet`;
}

/** Is a request that waits to be confirmed one of an order? */
export function isOfOrder(request: string): boolean {
  return /^apply order \d+ of the fleet$/.test(request);
}

interface Wish {
  readonly request: Request;
  /** What rc.conf said when the plan was drawn up. */
  before(): Exported | undefined;
}

/** Throws a DocumentError for a document that cannot be used. */
function wishOf(order: Order): Wish {
  const own = documentRequest(checkDocument(order.document));
  let before: Exported | undefined;
  return {
    before: () => before,
    request: {
      ...own,
      rewritten: (wanted, onFault) => {
        before = documentOf(wanted);
        return own.rewritten!(wanted, onFault);
      },
      plan: (...all) => ({ ...own.plan(...all), request: requestName(order) }),
    },
  };
}

const stepsOf = ({ steps }: Plan) => steps.map(({ description }) => description);

/** Returns what an order would do. Throws what a preview does. */
export async function previewOrder(
  host: Host,
  order: Order,
): Promise<Pick<Outcome, "steps" | "notes">> {
  const plan = await preview(host, wishOf(order).request);
  return { steps: stepsOf(plan), notes: [...plan.notes] };
}

/** Carries an order out. Returns undefined when it was interrupted: then it is undone, or waits for whoever starts next. */
export async function carryOrder(order: Order, context: CarryContext): Promise<Result | undefined> {
  const { host, signal, remark, explain } = context;
  const notes: string[] = [];
  const confirmWithin = order.confirm + GRACE;
  try {
    const wish = wishOf(order);
    const done = await carryOut(
      host,
      wish.request,
      {
        say: () => {},
        remark: (line) => notes.push(line),
        recovered: (one) => remark(clearedLine(one)),
        progress: () => {},
        signal,
      },
      { confirmWithin },
    );
    const { document = {}, leftOut = [] } = wish.before() ?? {};
    const result = { steps: stepsOf(done), notes: [...notes, ...(done.unmet ?? [])] };
    const past = {
      before: wholeOf(document),
      ...(leftOut.length > 0 && { leftOut: [...leftOut] }),
    };
    if (done.awaiting === undefined) return { state: "applied", ...result, ...past };
    context.later(confirmWithin + 0.5, ["recover", "--quiet", "--until-gone", done.awaiting]);
    await context.keep({ ...result, ...past });
    const proved = await proveOrder(order, context);
    return proved && { ...result, ...(proved.state === "applied" && past), ...proved };
  } catch (error) {
    if (signal.aborted && error instanceof ApplyError && error.stuck === undefined)
      return undefined;
    return { state: "failed", why: explain(error), steps: [], notes };
  }
}

/** The document that has a host be as this one says, whatever it is: what it does not say is not set. */
function wholeOf({ enable = null, monitor, ...document }: Partial<Document>): Document {
  const { enable: runs = null, args = null } = monitor ?? {};
  return { ...document, complete: true, enable, monitor: { enable: runs, args } };
}

/** Does an order's change wait to be confirmed, as one does whose agent has ended meanwhile? */
export async function isUnproved(host: Host, order: Order): Promise<boolean> {
  return (await waiting(host)).some(({ request }) => request === requestName(order));
}

/**
 * Confirms an order's change when a server is reached by a connection that is made now; else undoes it. Returns undefined
 * when it was interrupted: it still waits.
 */
export async function proveOrder(
  order: Order,
  context: CarryContext,
): Promise<Pick<Outcome, "state" | "why"> | undefined> {
  const { host, signal } = context;
  const request = requestName(order);
  const unreached = await context.unreached(order.confirm * 1000);
  if (unreached !== undefined && signal.aborted) return undefined;
  if (unreached === undefined) {
    if ((await confirmAll(host, request)).length > 0) return { state: "applied" };
  } else await refuseAll(host, request);
  await clearUp(context);
  // Whoever is on the host may have said so before us.
  if (await isDone(host, order))
    return { state: "applied", why: "somebody on the host has confirmed it" };
  const why =
    unreached === undefined
      ? "it was taken back on the host before it was confirmed"
      : `no server was reached within ${order.confirm} s: ${unreached}`;
  return { state: "undone", why };
}

/** Is there nothing left to do of an order? */
async function isDone(host: Host, order: Order): Promise<boolean> {
  return (await previewOrder(host, order)).steps.length === 0;
}

/** Undoes what was left behind or is not to be confirmed any more. Throws a RecoverError. */
export async function clearUp({
  host,
  remark,
}: Pick<CarryContext, "host" | "remark">): Promise<void> {
  for (const one of await withNetgraph(host, (netgraph) => recover(host, netgraph, remark)))
    remark(clearedLine(one));
}

function clearedLine({ request, outcome }: Recovered): string {
  return `"${request}", which was not brought to its end, is ${outcome === "undone" ? "undone" : outcome}`;
}
