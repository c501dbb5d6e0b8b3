/** Waiting for what hosts make of an order. */
import { Bell } from "../bell.ts";
import type { Outcome } from "../outcome.ts";
import type { Fleet } from "../owner.ts";
import { lastOutcome, readOutcome } from "../putorder.ts";
import { allSubjects, type Member, subjectsOf } from "../subjects.ts";

/** Pauses, milliseconds. */
interface Pauses {
  /** What was told while no server was reached is looked up so often. */
  readonly look: number;
  /** An order of which nothing was heard is given again so often: a server may have lost it, or what came of it. */
  readonly again: number;
}

const PAUSES: Pauses = { look: 3_000, again: 10_000 };

/** Listens to hosts from now on. */
export interface Followed {
  /**
   * Waits for what a host makes of an order, for so many milliseconds. `give`: gives the order once more. Returns the outcome: the
   * order is over then, or waits for somebody; undefined when the time is.
   */
  outcome(
    member: Member,
    order: { readonly revision: number; give(): Promise<void> },
    patience: number,
  ): Promise<Outcome | undefined>;
  end(): void;
}

/** Returns it when it listens. */
export async function followOutcomes(
  fleet: Fleet,
  { look, again }: Pauses = PAUSES,
): Promise<Followed> {
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
    async outcome(member, { revision, give }, patience) {
      const subject = subjectsOf(member).outcome;
      const until = performance.now() + patience;
      let since = performance.now();
      let given = since;
      for (;;) {
        const there = last.get(subject);
        // One that the host could not read has no revision that it could tell.
        const isIts = there?.revision === revision || there?.revision === null;
        if (there !== undefined && isIts && there.state !== "applying") return there;
        last.delete(subject);
        const now = performance.now();
        if (now >= until) return undefined;
        if (now - since >= look) {
          since = now;
          const kept = await lastOutcome(fleet, member);
          if (kept?.revision === revision) take(subject, kept);
        }
        if (last.has(subject)) continue;
        if (now - given >= again) {
          given = now;
          // Where no server takes it, another one may the next time.
          await give().catch(() => {});
        }
        const bell = new Bell();
        waiting.set(subject, bell);
        await bell.wait(Math.min(look, again, until - now));
        waiting.delete(subject);
      }
    },
    end: () => subscription.unsubscribe(),
  };
}
