/** Giving hosts their documents, wave after wave, for as long as it goes well. */
import { setTimeout } from "node:timers/promises";
import { type Doctored, doctoredSchema } from "../answershapes.ts";
import type { OrderWish } from "../order.ts";
import type { Outcome } from "../outcome.ts";
import { askAll, type Fleet } from "../owner.ts";
import { putOrder, withdrawOrder } from "../putorder.ts";
import type { Member } from "../subjects.ts";
import { type Followed, followOutcomes } from "./follow.ts";
import type { Surveyed } from "./survey.ts";
import { type WaveWish, wavesOf } from "./waves.ts";

/** How it is done. */
export interface RolloutWish extends WaveWish {
  /** Where more hosts than this fail, no further wave begins. */
  readonly maxFailures: number;
  /** How long a host may take to reach a server afterwards, seconds. */
  readonly confirm: number;
  /** For whoever reads of it later: by what it was done. */
  readonly note: string;
}

type Finding = Doctored["findings"][number];

/**
 * What became of a host: as its outcome says; `unchanged`, when there was nothing to do; `away`, when an order waits for it on the
 * servers; `silent`, when it told nothing in time; `not begun`.
 */
export interface HostResult {
  readonly host: string;
  readonly state: Outcome["state"] | "unchanged" | "away" | "silent" | "not begun";
  readonly why?: string;
  readonly steps: readonly string[];
  readonly notes: readonly string[];
  /** What its doctor finds since, and did not before. */
  readonly findings: readonly Finding[];
}

/** What became of all. */
export interface RolloutResult {
  readonly revision: number;
  readonly hosts: readonly HostResult[];
  /** Why it did not go on; undefined when it came to its end. */
  readonly stopped?: string;
}

/** Whom it speaks to. */
export interface RolloutReport {
  wave(number: number, of: number, hosts: readonly string[]): void;
  host(result: HostResult): void;
}

/** Besides its confirmation a host may take so long for an order, seconds. */
const WORK = 60;
/** How long doctors may take, and when they are asked again, as a question may be lost, milliseconds. */
const DOCTOR = { longest: 60_000, answer: 4_000 } as const;
/** So long a server is waited for that takes no order, and the pause before it is asked again, milliseconds. */
const SERVER = { longest: 30_000, pause: 500 } as const;

/** Did it fail there? What waits for somebody has not. */
function hasFailed({ state, findings }: HostResult): boolean {
  return findings.length > 0 || !["applied", "unchanged", "waiting", "not begun"].includes(state);
}

/** Rolls it out. Aborted, it stops when the wave is over that was begun. */
export async function rollOut(
  fleet: Fleet,
  surveyed: readonly Surveyed[],
  wish: RolloutWish,
  report: RolloutReport,
  signal: AbortSignal,
): Promise<RolloutResult> {
  const revision = Math.max(Date.now(), ...surveyed.map((one) => one.revision + 1));
  const results = new Map<string, HostResult>();
  const tell = (result: HostResult) => {
    results.set(result.host, result);
    report.host(result);
  };
  for (const one of surveyed) {
    const { why, isAway, steps } = one;
    if (why !== undefined) tell(resultOf(one, isAway ? "away" : "refused", why));
    else if (steps.length === 0) tell(resultOf(one, "unchanged"));
  }
  const failures = () => [...results.values()].filter(hasFailed).length;
  const waves = wavesOf(
    surveyed.filter(({ why, steps }) => why === undefined && steps.length > 0),
    wish,
  );
  const away = surveyed.filter(({ isAway }) => isAway);
  const followed = await followOutcomes(fleet);
  let stopped: string | undefined;
  try {
    for (const [at, wave] of waves.entries()) {
      if (signal.aborted) stopped = "it was interrupted";
      else if (failures() > wish.maxFailures) stopped = tooMany(failures(), wish);
      if (stopped !== undefined) break;
      report.wave(
        at + 1,
        waves.length,
        wave.map(({ member }) => member.name),
      );
      for (const result of await doWave(fleet, followed, wave, revision, wish)) tell(result);
    }
    if (failures() > wish.maxFailures) stopped ??= tooMany(failures(), wish);
    if (stopped === undefined) {
      for (const one of away) {
        await put(fleet, one.member, orderOf(one, revision, wish));
        tell(resultOf(one, "away", `${one.why}; the order waits for it on the servers`));
      }
    }
    for (const { member } of surveyed) {
      const result = results.get(member.name);
      if (result === undefined || !isLeft(result, stopped !== undefined)) continue;
      try {
        await withdrawOrder(fleet, member, revision);
      } catch (error) {
        const why = `its order could not be taken back: ${(error as Error).message}`;
        tell({ ...result, why: [result.why, why].filter((one) => one !== undefined).join("; ") });
      }
    }
  } finally {
    followed.end();
  }
  const hosts = surveyed.map((one) => results.get(one.member.name) ?? resultOf(one, "not begun"));
  return { revision, hosts, ...(stopped !== undefined && { stopped }) };
}

/** May its order be there still, and is it to be begun no more? Who comes back must not begin with what has failed elsewhere. */
function isLeft({ state }: HostResult, isStopped: boolean): boolean {
  return state === "refused" || (isStopped && (state === "silent" || state === "failed"));
}

function tooMany(failures: number, { maxFailures }: RolloutWish): string {
  return `${failures} failed, and at most ${maxFailures} may (--max-failures)`;
}

function resultOf(
  { member, steps, notes }: Surveyed,
  state: HostResult["state"],
  why?: string,
): HostResult {
  return {
    host: member.name,
    state,
    ...(why !== undefined && { why }),
    ...{ steps, notes, findings: [] },
  };
}

async function doWave(
  fleet: Fleet,
  followed: Followed,
  wave: readonly Surveyed[],
  revision: number,
  wish: RolloutWish,
): Promise<readonly HostResult[]> {
  const before = await findingsOf(
    fleet,
    wave.map(({ member }) => member),
  );
  const results = await Promise.all(
    wave.map(async (one): Promise<HostResult> => {
      const order = orderOf(one, revision, wish);
      try {
        await put(fleet, one.member, order);
      } catch (error) {
        return resultOf(one, "failed", `no server takes the order: ${(error as Error).message}`);
      }
      const patience = (wish.confirm + WORK) * 1000;
      const give = () => putOrder(fleet, one.member, order);
      const outcome = await followed.outcome(one.member, { revision, give }, patience);
      if (outcome === undefined)
        return resultOf(one, "silent", `it told nothing of it in ${patience / 1000} s`);
      const { state, why, steps, notes = [] } = outcome;
      return { ...resultOf(one, state, why), steps, notes };
    }),
  );
  const after = await findingsOf(
    fleet,
    wave.flatMap(({ member }, at) => (results[at]!.state === "applied" ? [member] : [])),
  );
  return results.map((result) => {
    const known = new Set(before.get(result.host)?.map(keyOf));
    const now = after.get(result.host) ?? [];
    return { ...result, findings: now.filter((finding) => !known.has(keyOf(finding))) };
  });
}

function orderOf(
  { document }: Surveyed,
  revision: number,
  { confirm, note }: RolloutWish,
): OrderWish {
  return { revision, now: Date.now(), note, confirm, document };
}

/** Puts an order; a server that is away for a moment is waited for. */
async function put(fleet: Fleet, member: Member, order: OrderWish): Promise<void> {
  const until = performance.now() + SERVER.longest;
  for (;;)
    try {
      return await putOrder(fleet, member, order);
    } catch (error) {
      if (performance.now() > until || (error as Error).name === "Refusal") throw error;
      await setTimeout(SERVER.pause);
    }
}

/** What doctors find; of those that do not say it, that. */
async function findingsOf(
  fleet: Fleet,
  members: readonly Member[],
): Promise<ReadonlyMap<string, readonly Finding[]>> {
  const found = new Map<string, readonly Finding[]>();
  const until = performance.now() + DOCTOR.longest;
  let left = members;
  for (;;) {
    const all = await askAll(fleet, left, "doctor", doctoredSchema, DOCTOR.answer);
    const isLast = performance.now() > until;
    for (const { member, answer } of all)
      if ("value" in answer) found.set(member.name, answer.value.findings);
      else if (isLast) found.set(member.name, [silence(member.name, answer.error)]);
    left = left.filter(({ name }) => !found.has(name));
    if (left.length === 0) return found;
    // The server may have been away, and they come back to it.
    await setTimeout(SERVER.pause);
  }
}

function silence(name: string, why: string): Finding {
  const found = "does not say what its doctor finds";
  return { check: "agent", severity: "error", about: name, found, why, type: [] };
}

/** What makes a finding the same as one before: its numbers may be others. */
function keyOf({ check, about }: Finding): string {
  return `${check} ${about}`;
}
