/** Waiting for what hosts make of an order. */
import { Bell } from "../bell.ts";
import type { Outcome } from "../outcome.ts";
import type { Fleet } from "../owner.ts";
import { lastOutcome, readOutcome } from "../putorder.ts";
import { allSubjects, type Member, subjectsOf } from "../subjects.ts";

/** What was told while no server was reached is looked up so often, milliseconds. */
const LOOK = 3_000;

/** Listens to hosts from now on. */
export interface Followed {
  /**
   * Waits for what a host makes of an order, for so many milliseconds. Returns the outcome: the order is over then, or waits for
   * somebody; undefined when the time is.
   */
  outcome(member: Member, revision: number, patience: number): Promise<Outcome | undefined>;
  end(): void;
}

/** Returns it when it listens. */
export async function followOutcomes(fleet: Fleet): Promise<Followed> {
  /** What came last of each host, and who waits for it. */
  const last = new Map<string, Outcome>();
  const waiting = new Map<string, Bell>();
  const subscription = fleet.link.subscribe(allSubjects.outcome);
  await fleet.link.flush();
  const take = (subject: string, outcome: Outcome | undefined) => {
    if (outcome === undefined) return;
    last.set(subject, outcome);
    waiting.get(subject)?.ring();
  };
  void (async () => {
    for await (const { subject, data } of subscription) take(subject, readOutcome(data));
  })();
  return {
    async outcome(member, revision, patience) {
      const subject = subjectsOf(member).outcome;
      const until = performance.now() + patience;
      let since = performance.now();
      for (;;) {
        const there = last.get(subject);
        // One that the host could not read has no revision that it could tell.
        const isIts = there?.revision === revision || there?.revision === null;
        if (there !== undefined && isIts && there.state !== "applying") return there;
        last.delete(subject);
        const now = performance.now();
        if (now >= until) return undefined;
        if (now - since >= LOOK) {
          since = now;
          const kept = await lastOutcome(fleet, member);
          if (kept?.revision === revision) take(subject, kept);
        }
        if (last.has(subject)) continue;
        const bell = new Bell();
        waiting.set(subject, bell);
        await bell.wait(Math.min(LOOK, until - now));
        waiting.delete(subject);
      }
    },
    end: () => subscription.unsubscribe(),
  };
}
