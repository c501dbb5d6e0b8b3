/** Faults on hosts that came about by chance. */
import { afterAll, describe, test } from "bun:test";
import { FAULTS, inject, Tally, undisturbed } from "../support/injection.ts";
import { randomSituation } from "../support/randomsituation.ts";

const tally = new Tally();
afterAll(() => console.log(String(tally)));

describe("200 hosts that came about by chance, and what was asked of them", () => {
  const SITUATIONS = 200;
  const FAULTS_EACH = 6;
  const GROUPS = 40;
  for (let group = 0; group < GROUPS; group++) {
    test(`group ${group + 1}`, async () => {
      for (let done = 0, seed = group * 1000; done < SITUATIONS / GROUPS; seed++) {
        const { situation, pick } = randomSituation(seed);
        const outcome = await undisturbed(situation);
        // What is refused, or changes nothing, has no steps to break.
        if (outcome.status !== 0 || Bun.deepEquals(outcome.before, outcome.after)) continue;
        done++;
        for (let i = 0; i < FAULTS_EACH; i++) {
          const fault = {
            at: Math.floor(pick() * outcome.operations),
            ...FAULTS[Math.floor(pick() * FAULTS.length)]!,
          };
          if (await inject(situation, fault, outcome)) tally.add(fault.kind, situation);
        }
      }
    });
  }
});
