/** Whatever breaks while a command changes the host, at whatever moment: it is as before or as asked, and the next command works. */
import { afterAll, describe, expect, test } from "bun:test";
import { faultsOf, matters, observing, spread, WAYS } from "./faultplaces.ts";
import type { Fault, Operation } from "./faultyhost.ts";
import {
  breakClearingUp,
  crash,
  forget,
  injectEach,
  interruptEach,
  killed,
  type Situation,
  Tally,
  unconfirmed,
  undisturbed,
} from "./injection.ts";
import { situations } from "./situations.ts";

/** So many times Control-C is pressed during a command. */
const MAX_CONTROL_C = 6;

/** Of the moments at which the journals alone have changed since the one before. */
const CRASH_STRIDE = 4;

/** In how many moments a command is killed whose clearing up is broken. */
const MOMENTS = 4;

/** How many operations of what clears up are broken after each of these. */
const MAX_CLEARING_UP = 2;

/** How many operations of what undoes an unconfirmed command are broken. */
const MAX_UNDOING = 8;

/** What may break again while something is cleared up: one of these at each operation, in turn. */
const WHILE_CLEARING_UP = WAYS.filter(({ kind }) => kind === "error" || kind === "kill");

/** So many of the operations of what clears up, each broken in another way than the one before. */
function faultsWhile(operations: readonly Operation[], max: number, turn: number): Fault[] {
  return spread(operations.length, max, turn).map((at, count) => {
    const way = WHILE_CLEARING_UP[(count + turn) % WHILE_CLEARING_UP.length]!;
    return { at, ...(matters(way, operations[at]!) ? way : WAYS[0]!) };
  });
}

/** Breaks every so many of the situations: each part of them is a file, and files are run side by side. */
export function testFaults(part: number, parts: number): void {
  const own = [...Object.entries(situations).entries()].filter(([turn]) => turn % parts === part);
  const tally = new Tally();
  afterAll(() => console.log(String(tally)));
  for (const [turn, [name, situation]] of own)
    describe(name, () => {
      testSituation(situation, turn, tally);
      afterAll(() => forget(situation));
    });
  test("each kind of fault had its turn", () => {
    for (const { kind } of WAYS) expect([kind, tally.has(kind)]).toEqual([kind, true]);
  });
}

function testSituation(situation: Situation, turn: number, tally: Tally): void {
  test("every operation, broken; of a short command in every way", async () => {
    const outcome = await undisturbed(situation);
    expect(outcome.status).toBe(0);
    expect(outcome.before).not.toEqual(outcome.after);
    const faults = faultsOf(outcome.operations, turn);
    await injectEach(situation, faults, outcome, ({ kind }) => tally.add(kind, situation));
  });

  test("Control-C at any moment: as before or as asked, and it says so", async () => {
    const outcome = await undisturbed(situation);
    const places = spread(outcome.operations.length, MAX_CONTROL_C, turn);
    await interruptEach(situation, places, outcome, () => tally.add("Control-C", situation));
  });

  test("a host that dies at any moment boots into what rc.conf says, before or after", async () => {
    const outcome = await undisturbed(situation);
    const done = () => tally.add("dead host", situation);
    await crash(situation, outcome, CRASH_STRIDE, turn, done);
  });

  test("whatever breaks while it is cleared up after it was killed", async () => {
    const outcome = await undisturbed(situation);
    const { operations } = outcome;
    const begin = observing(operations);
    for (let moment = 1; moment <= MOMENTS; moment++) {
      const at = begin + Math.floor(((operations.length - begin) * moment) / MOMENTS) - 1;
      const left = await killed(situation, at, outcome);
      for (const fault of faultsWhile(left.operations, MAX_CLEARING_UP, turn + moment)) {
        await breakClearingUp(left, fault);
        tally.add(`${fault.kind} while recovering`, situation);
      }
    }
  });

  if (!/^(start|stop|restart|bridge|unbridge|network)\b/.test(situation.request)) return;
  test("whatever breaks while it is undone, as nobody confirmed it", async () => {
    const left = await unconfirmed(situation, await undisturbed(situation));
    for (const fault of faultsWhile(left.operations, MAX_UNDOING, turn)) {
      await breakClearingUp(left, fault);
      tally.add(`${fault.kind} while undoing`, situation);
    }
  });
}
