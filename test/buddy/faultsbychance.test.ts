/** Faults on hosts that came about by chance. */
import { afterAll, describe, test } from "bun:test";
import { matters, observing, WAYS } from "../support/faultplaces.ts";
import type { Fault } from "../support/faultyhost.ts";
import { injectEach, type Outcome, Tally, undisturbed } from "../support/injection.ts";
import { randomSituations } from "../support/randomsituation.ts";

const tally = new Tally();
afterAll(() => console.log(String(tally)));

describe("100 hosts that came about by chance, and what was asked of them", () => {
  const SITUATIONS = 100;
  const FAULTS_EACH = 6;
  const GROUPS = 10;
  /** One of the faults that make a difference, in what changes something. */
  function faultIn({ operations }: Outcome, pick: () => number): Fault {
    const begin = observing(operations);
    const at = begin + Math.floor(pick() * (operations.length - begin));
    const ways = WAYS.filter((way) => matters(way, operations[at]!));
    return { at, ...ways[Math.floor(pick() * ways.length)]! };
  }
  for (let group = 0; group < GROUPS; group++) {
    test(`group ${group + 1}`, async () => {
      let done = 0;
      for (const { situation, pick } of randomSituations(group * 1000)) {
        const outcome = await undisturbed(situation);
        // What is refused, or changes nothing, has no steps to break.
        if (outcome.status !== 0 || Bun.deepEquals(outcome.before, outcome.after)) continue;
        const faults = Array.from({ length: FAULTS_EACH }, () => faultIn(outcome, pick));
        await injectEach(situation, faults, outcome, ({ kind }) => tally.add(kind, situation));
        if (++done === SITUATIONS / GROUPS) break;
      }
    });
  }
});
