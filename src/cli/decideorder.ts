/** `ngbuddy agent --accept` and `--refuse`: somebody on the host decides, and its agent sees to it. */
import { printable } from "../buddy/printable.ts";
import { changeOrders, type OrderRecord, readOrders } from "../fleet/orderfile.ts";
import type { Host } from "../host/host.ts";
import { exitStatus, Failure } from "./io.ts";
import type { SubcommandContext } from "./subcommand.ts";
import { pause } from "./watching.ts";

/** Between two looks at what the agent has made of it, seconds. */
const LOOK = 0.2;
/** An agent that does not take it up in so many seconds does not run. */
const PATIENCE = 15;

/** Decides on the order that waits. `text`: its revision, or empty for whichever it is. */
export async function decide(
  context: SubcommandContext,
  decision: "accept" | "refuse",
  text: string,
): Promise<number> {
  const host = await context.host();
  const wished = text === "" ? undefined : Number(text);
  if (wished !== undefined && !(Number.isSafeInteger(wished) && wished > 0))
    throw new Failure(exitStatus.usage, `agent: --${decision} ${text}: give a revision, or none`);
  let isThere = false;
  const before = await changeOrders(host, (record) => {
    isThere = record.at === "waiting" && (wished === undefined || wished === record.revision);
    return isThere ? { ...record, at: "decided", decision } : undefined;
  });
  if (!isThere) {
    const there = before.at === "waiting" ? `; order ${before.revision} does` : "";
    throw new Failure(
      exitStatus.unavailable,
      wished === undefined
        ? "no order of the fleet waits here"
        : `order ${wished} of the fleet does not wait here${there}`,
    );
  }
  return await follow(context, host, before.revision);
}

/** Waits for the agent, and says what came of it. */
async function follow(
  { out, err, signal }: SubcommandContext,
  host: Host,
  revision: number,
): Promise<number> {
  const taken = (record: OrderRecord) => record.revision !== revision || record.at !== "decided";
  const started = performance.now();
  for (;;) {
    const record = await readOrders(host);
    const { at, outcome } = record;
    if (record.revision !== revision) {
      err(`ngbuddy: a newer order, ${record.revision}, has come\n`);
      return exitStatus.unavailable;
    }
    if (at === "over" && outcome !== undefined) {
      const { state, why, steps } = outcome;
      for (const line of state === "applied" ? steps : []) out(`${printable(line)}\n`);
      const text = `order ${revision}: ${state}${why === undefined ? "" : `: ${why}`}`;
      out(`${printable(text)}\n`);
      return state === "applied" || state === "refused" ? exitStatus.ok : exitStatus.unavailable;
    }
    if (!taken(record) && performance.now() - started > PATIENCE * 1000) {
      err(
        "ngbuddy: the agent does not take it up; it does when it runs: service ngbuddy_agent status\n",
      );
      return exitStatus.temporary;
    }
    if (!(await pause(LOOK, signal))) return exitStatus.temporary;
  }
}
