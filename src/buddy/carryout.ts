/** From a request to what comes of it: clear up, gather, plan, apply. */
import type { OnFault, SettingsError } from "../config/settings.ts";
import { FileError, type Host } from "../host/host.ts";
import type { Netgraph } from "../netgraph/client.ts";
import { errno } from "../netgraph/errno.ts";
import { handsOn } from "../netgraph/passthrough.ts";
import { type ApplyOptions, apply } from "./apply/apply.ts";
import { findJournals } from "./apply/journal.ts";
import type { Recovered } from "./apply/recover.ts";
import { waiting } from "./apply/unconfirmed.ts";
import { isUnreadable, readWanted, wantedOfNothing } from "./configuration.ts";
import { gather } from "./gather.ts";
import type { Plan } from "./plan/step.ts";
import type { Wanted } from "./plan/wanted.ts";
import type { Request } from "./request.ts";
import { waitingLine } from "./waiting.ts";
import { withNetgraph } from "./withnetgraph.ts";

/** Whom a request speaks to while it is carried out. */
export interface Output {
  /** A line for standard output. */
  say(line: string): void;
  /** A line for standard error: worth knowing, no failure. */
  remark(line: string): void;
  /** What was cleared up first, when a process before us was killed. */
  recovered(recovered: Recovered): void;
  /** The step that is done next, counted from 0, of how many. */
  progress(at: number, total: number, doing: string): void;
  /** Aborted when the user wants to stop: then what was done is undone. */
  readonly signal: AbortSignal;
}

/** A plan that was carried out. */
export interface CarriedOut extends Plan {
  /** The name of its journal, when that waits to be confirmed. */
  readonly awaiting: string | undefined;
}

/** How a request is carried out. */
export interface CarryOutOptions {
  /** Undo everything after this many seconds unless it is confirmed. */
  readonly confirmWithin?: number | undefined;
  /** What is done while the plan's result is there, with the socket that it was made by: when that is over, all is undone. */
  readonly meanwhile?: ((netgraph: Netgraph) => Promise<void>) | undefined;
}

/** Draws the plan up and changes nothing. Throws a Refusal, SettingsError, NetgraphError, CommandError or FileError. */
export async function preview(
  host: Host,
  request: Request,
  options: CarryOutOptions = {},
): Promise<Plan> {
  return await withNetgraph(host, (netgraph) => drawUp(host, netgraph, request, options, true));
}

/** Carries a request out. Throws what `preview` does, an ApplyError when a step failed, a RecoverError when clearing up did. */
export async function carryOut(
  host: Host,
  request: Request,
  output: Output,
  options: CarryOutOptions = {},
): Promise<CarriedOut> {
  return await withNetgraph(host, async (netgraph) => {
    const letGo = once(await takeTurn(host, request));
    const { meanwhile } = options;
    try {
      return await carryOutNow(host, netgraph, request, output, {
        ...options,
        // Nobody waits for what may take hours.
        meanwhile:
          meanwhile &&
          (() => {
            letGo();
            return meanwhile(netgraph);
          }),
      });
    } finally {
      letGo();
    }
  });
}

function once(act: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) act();
    isDone = true;
  };
}

/** Those that change the same wait for each other: each would take for granted what the other is about to change. */
async function takeTurn(host: Host, { serialises }: Request): Promise<() => void> {
  if (serialises === undefined) return () => {};
  try {
    return await host.files.lock(serialises);
  } catch (error) {
    // At boot, on a file system that is read-only, nobody else is at work.
    if (error instanceof FileError && error.errno === errno.EROFS) return () => {};
    throw error;
  }
}

async function carryOutNow(
  host: Host,
  netgraph: Netgraph,
  request: Request,
  output: Output,
  options: Omit<CarryOutOptions, "meanwhile"> & Pick<ApplyOptions, "meanwhile">,
): Promise<CarriedOut> {
  await clearUp(host, netgraph, output);
  for (const one of await waiting(host)) output.remark(waitingLine(one));
  const plan = await drawUp(host, netgraph, request, options, false);
  for (const line of plan.notes) output.remark(line);
  for (const line of [...plan.says, ...(plan.shows ?? [])]) output.say(line);
  const awaiting = await apply(host, netgraph, plan, { ...output, ...options });
  for (const line of plan.done) output.say(line);
  return { ...plan, awaiting };
}

async function clearUp(host: Host, netgraph: Netgraph, output: Output): Promise<void> {
  const { journals, strange } = await findJournals(host, "left");
  if (journals.length + strange.length === 0) return;
  const { recover } = await import("./apply/recover.ts");
  for (const one of await recover(host, netgraph, output.remark)) output.recovered(one);
}

async function drawUp(
  host: Host,
  netgraph: Netgraph,
  request: Request,
  { confirmWithin }: Pick<CarryOutOptions, "confirmWithin">,
  shown: boolean,
): Promise<Plan> {
  const found: SettingsError[] = [];
  const { wanted: written, unread } = await configurationFor(request, host, (fault) =>
    found.push(fault),
  );
  // What a request mends itself is in nobody's way.
  const faults = request.rewritten === undefined ? found : [];
  const wanted =
    request.rewritten?.(written, (fault) => faults.push(fault)) ??
    request.want?.(written) ??
    written;
  refuseFaults(request, wanted, faults);
  const restorable = confirmWithin !== undefined || request.restores === true;
  const seen = await gather(host, netgraph, request, wanted, { restorable, shown });
  const own = request.plan(wanted, seen, await request.find?.(host, netgraph, wanted, seen));
  const asks = own.steps.some(
    ({ do: action }) =>
      action.op === "rcconf" && action.changes.some(({ variable }) => /_host$/.test(variable)),
  );
  const hosted =
    asks || wanted.bridges.some((bridge) => bridge.host !== undefined)
      ? await (await import("./network/hosting.ts")).withHost({
          host,
          netgraph,
          wanted,
          seen,
          plan: own,
        })
      : own;
  // Of ports, nothing is loaded where rc.conf has none and every guest is on its bridge directly.
  const plan =
    wanted.hasPorts ||
    hosted.request.startsWith("port ") ||
    [...seen.hooks.values()].flat().some(({ peer }) => handsOn(peer.type))
      ? await (await import("./network/ports.ts")).withPorts(
          netgraph,
          await (await import("./attachments.ts")).withKeptPorts(host, wanted, hosted),
          seen,
          hosted,
        )
      : hosted;
  // Lists are read when they are asked for.
  refuseFaults(request, wanted, faults);
  if (plan.steps.some(({ do: { op } }) => op === "rcconf"))
    await (await import("./apply/rcconf.ts")).tryChanges(host, plan);
  const unreadable = (restorable ? seen.unreadable : []).map(
    ({ jail, reason }) =>
      `jail ${jail} cannot be read (${reason}): its interfaces come back without the addresses and routes that they had`,
  );
  const told = [
    ...unread,
    ...faults.map(({ message }) => message),
    ...wanted.warnings(newBridges(plan)),
  ];
  const more = isOfAll(plan) && told.length > 0 ? [SEE_CHECK] : [];
  const notes = [...told, ...more, ...plan.notes, ...unreadable];
  return { ...plan, notes };
}

const SEE_CHECK = "ngbuddy check looks through all of rc.conf and jail.conf";

/** Is it about all that rc.conf has? */
function isOfAll({ request }: Plan): boolean {
  return /^(?:(?:re)?start|apply)\b/.test(request);
}

/** The bridges that a plan gives an interface in rc.conf: what that says of them already has an effect then. */
function newBridges({ steps }: Plan): string[] {
  const changes = steps.flatMap(({ do: action }) =>
    action.op === "rcconf" && action.file === undefined ? action.changes : [],
  );
  return changes.flatMap((change) =>
    "set" in change ? (/^ngbuddy_(\w+)_if$/.exec(change.variable)?.[1] ?? []) : [],
  );
}

/** What rc.conf wants; nothing, with the reason, where it cannot be read and the request does without. */
async function configurationFor(
  { needsNoConfiguration, withoutConfiguration }: Request,
  host: Host,
  onFault: OnFault,
): Promise<{ readonly wanted: Wanted; readonly unread: readonly string[] }> {
  if (withoutConfiguration) return { wanted: wantedOfNothing(), unread: [] };
  try {
    return { wanted: await readWanted(host, onFault), unread: [] };
  } catch (error) {
    if (!needsNoConfiguration || !isUnreadable(error)) throw error;
    return { wanted: wantedOfNothing(), unread: [`going on without rc.conf: ${error.message}`] };
  }
}

/** Throws the first fault of rc.conf that is in the way of a request: what removes something has no use for the value. */
function refuseFaults(request: Request, wanted: Wanted, faults: readonly SettingsError[]): void {
  const bridges = request.makes?.(wanted) ?? [];
  const inTheWay = faults.find(
    ({ bridge }) =>
      bridges === "all" ||
      (bridges.length > 0 && (bridge === undefined || bridges.includes(bridge))),
  );
  if (inTheWay !== undefined) throw inTheWay;
}
