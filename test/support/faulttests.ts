/** Whatever breaks while a command changes the host, at whatever moment: it is as before or as asked, and the next command works. */
import { afterAll, describe, expect, test } from "bun:test";
import {
  breakRecovery,
  breakUndoing,
  crash,
  FAULTS,
  inject,
  interrupt,
  Tally,
  undisturbed,
} from "./injection.ts";
import { situations } from "./situations.ts";

/** What may break again while something is cleared up: one of these at each operation, in turn. */
const WHILE_CLEARING_UP = FAULTS.filter(({ kind }) => kind === "error" || kind === "kill");

/** How many operations of one situation are broken in one way. */
const MAX_FAULTS = 6;

/** So many where one way is tried all along. */
const MAX_ALONG = 16;

/** Of a situation with many operations each way breaks others, so that every operation is broken in some way. */
function strideOf(operations: number): number {
  return Math.min(FAULTS.length, Math.ceil(operations / MAX_FAULTS));
}

/** Where one way of breaking is tried all along: every so many operations. Odd, as what is done by turns is broken in each. */
function oddStrideOf(operations: number): number {
  return 2 * Math.floor(operations / (2 * MAX_ALONG)) + 1;
}

/** Breaks every so many of the situations: each part of them is a file, and files are run side by side. */
export function testFaults(part: number, parts: number): void {
  const own = Object.entries(situations).filter((_, at) => at % parts === part);
  const tally = new Tally();
  afterAll(() => console.log(String(tally)));

  describe("every operation of every command, broken; the short ones in every way", () => {
    for (const [name, situation] of own) {
      for (const [way, { kind, when }] of FAULTS.entries()) {
        test(`${name}: ${kind} ${when}`, async () => {
          const outcome = await undisturbed(situation);
          expect(outcome.status).toBe(0);
          expect(outcome.before).not.toEqual(outcome.after);
          const stride = strideOf(outcome.operations);
          for (let at = way % stride; at < outcome.operations; at += stride)
            if (await inject(situation, { at, kind, when }, outcome)) tally.add(kind, situation);
        });
      }
    }

    test("each kind of fault had its turn", () => {
      for (const { kind } of FAULTS) expect([kind, tally.has(kind)]).toEqual([kind, true]);
    });
  });

  describe("Control-C at any moment: as before or as asked, and it says so", () => {
    for (const [name, situation] of own) {
      test(name, async () => {
        const outcome = await undisturbed(situation);
        const stride = strideOf(outcome.operations);
        for (let at = 0; await interrupt(situation, at, outcome); at += stride)
          tally.add("Control-C", situation);
      });
    }
  });

  describe("a host that dies at any moment boots into what rc.conf says, before or after", () => {
    for (const [name, situation] of own) {
      test(name, async () => {
        const outcome = await undisturbed(situation);
        const stride = Math.max(3, oddStrideOf(outcome.operations));
        for (let at = 0; at < outcome.operations; at += stride) {
          await crash(situation, at, outcome);
          tally.add("dead host", situation);
        }
      });
    }
  });

  describe("whatever breaks while a killed command is cleared up, or an unconfirmed one undone", () => {
    const MOMENTS = 4;
    const faultAt = (at: number) => ({ at, ...WHILE_CLEARING_UP[at % WHILE_CLEARING_UP.length]! });
    for (const [name, situation] of own) {
      test(name, async () => {
        const outcome = await undisturbed(situation);
        for (let moment = 1; moment <= MOMENTS; moment++) {
          const killed = Math.floor((outcome.operations * moment) / MOMENTS) - 1;
          const stride = strideOf(outcome.operations);
          for (
            let at = moment % stride;
            await breakRecovery(situation, killed, faultAt(at), outcome);
            at += stride
          )
            tally.add(`${faultAt(at).kind} while recovering`, situation);
        }
      });
    }

    for (const [name, situation] of own) {
      if (!/^(start|stop|restart|bridge|unbridge|network)\b/.test(situation.request)) continue;
      test(`${name}, not confirmed`, async () => {
        const outcome = await undisturbed(situation);
        const stride = oddStrideOf(outcome.operations);
        for (let at = 0; await breakUndoing(situation, faultAt(at), outcome); at += stride)
          tally.add(`${faultAt(at).kind} while undoing`, situation);
      });
    }
  });
}
