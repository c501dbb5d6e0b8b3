/** What a host answers when it is asked. */
import about from "../../../package.json" with { type: "json" };
import { preview } from "../../buddy/carryout.ts";
import { type Finding, runDoctor } from "../../buddy/doctor/check.ts";
import { checks } from "../../buddy/doctor/checks/index.ts";
import { plainFinding } from "../../buddy/doctor/plainfinding.ts";
import { sightOf } from "../../buddy/doctor/sight.ts";
import { nameOf } from "../../buddy/guestname.ts";
import type { Reading } from "../../buddy/monitor/reading.ts";
import { observe } from "../../buddy/observe/observe.ts";
import { linkKey, rates } from "../../buddy/rates.ts";
import type { Request } from "../../buddy/request.ts";
import { startRequest } from "../../buddy/startrequest.ts";
import { linkName } from "../../buddy/status.ts";
import type { Guest, Link, Topology } from "../../buddy/topology.ts";
import { withNetgraph } from "../../buddy/withnetgraph.ts";
import type { Host } from "../../host/host.ts";
import { nameOrId } from "../../netgraph/path.ts";
import type { Counters, Doctored, Planned, Status } from "../answershapes.ts";
import { pause } from "../link.ts";
import { answers } from "../subjects.ts";
import { modeOf } from "./mode.ts";
import type { OrderStatus } from "./orderstatus.ts";

/** Returns a host's status from its last reading, its rc.conf and its last order: nothing else is read for it. */
export async function statusOf(reading: Reading, host: Host, orders: OrderStatus): Promise<Status> {
  const { topology, jails } = reading;
  let trouble: string | undefined;
  const orTrouble = (error: Error) => {
    trouble = error.message;
    return undefined;
  };
  const [mode, order] = await Promise.all([
    modeOf(host).catch(orTrouble),
    orders.now().catch(orTrouble),
  ]);
  return {
    version: 1,
    by: about.version,
    hostname: topology.hostname,
    system: host.description,
    time: topology.time,
    bridges: topology.bridges.length,
    links: topology.bridges.reduce((sum, { links }) => sum + links.length, 0),
    jails: jails.length,
    waiting: (topology.waiting ?? []).map(({ request }) => request),
    ...(mode !== undefined && { mode }),
    ...(trouble !== undefined && { trouble }),
    ...(order !== undefined && { order }),
  };
}

/**
 * Returns what would be done to make the host as a document says; without one what `ngbuddy start` would do: how far it is
 * from its rc.conf.
 */
export async function planOf(host: Host, asked: unknown): Promise<Planned> {
  const { document } = (asked ?? {}) as { document?: unknown };
  const request = document === undefined ? startRequest() : await requestOf(document);
  const { steps, notes } = await preview(host, request);
  return { version: 1, steps: steps.map(({ description }) => description), notes: [...notes] };
}

/** Throws a DocumentError for what is no document, and for one that the host cannot be made as. */
async function requestOf(document: unknown): Promise<Request> {
  const [{ checkDocument }, { documentRequest }] = await Promise.all([
    import("../../document/check.ts"),
    import("../../document/request.ts"),
  ]);
  return documentRequest(checkDocument(document));
}

/** Returns what the doctor finds. */
export async function doctorOf(host: Host): Promise<Doctored> {
  const findings = await withNetgraph(host, (netgraph) =>
    runDoctor(checks, sightOf(host, netgraph)),
  );
  return { version: 1, findings: toldFindings(findings), checks: checks.length };
}

/** Returns findings as they are told. */
export function toldFindings(findings: readonly Finding[]): Doctored["findings"] {
  return findings.map((one) => ({ ...plainFinding(one), type: [...one.type] }));
}

/** Between two readings of counters, milliseconds. */
const COUNT_EVERY = 1_000;
/** The busiest links are told of. */
const MAX_LINKS = 200;

/**
 * Reads counters once a second for so many seconds, and tells the rates each time. Whoever listens longer asks again; nobody
 * who has gone is told for long.
 */
export async function tellCounters(
  host: Host,
  seconds: number,
  tell: (counters: Counters) => void,
  signal: AbortSignal,
): Promise<void> {
  const until = Math.min(Math.max(1, seconds), answers.max - 1, answers.seconds - 1);
  await withNetgraph(host, async (netgraph) => {
    const read = () => observe(host, netgraph, { counters: true, guests: true });
    let before = await read();
    for (let at = 0; at < until && !signal.aborted; at++) {
      await pause(COUNT_EVERY, signal);
      const after = await read();
      tell(countersOf(before, after));
      before = after;
    }
  });
}

function countersOf(before: Topology, after: Topology): Counters {
  const flow = rates(before, after);
  const links = after.bridges.flatMap((bridge) =>
    bridge.links.map((link) => {
      const { rxBits = 0, txBits = 0 } = flow.get(linkKey(bridge, link)) ?? {};
      return { bridge: nameOrId(bridge), link: whoIs(link.guest, link), rxBits, txBits };
    }),
  );
  links.sort((a, b) => b.rxBits + b.txBits - (a.rxBits + a.txBits));
  return { version: 1, time: after.time, links: links.slice(0, MAX_LINKS) };
}

function whoIs(guest: Guest, link: Link): string {
  return nameOf(guest, linkName(link));
}
