/** What things cost in a lab: how prices are written, and what is charged. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { buddyLab } from "../../../test/support/buddylab.ts";
import { createClock } from "./clock.ts";
import { FREE, Meter, PriceError, parsePrices } from "./meter.ts";

test("prices are read as they are written, whichever there are", () => {
  expect(parsePrices("process:150ms,call:1ms")).toEqual({ process: 150, call: 1, message: 0 });
  expect(parsePrices("message:20us, process:1.5s")).toEqual({
    process: 1500,
    call: 0,
    message: 0.02,
  });
  const price = fc.nat(60_000);
  fc.assert(
    fc.property(fc.record({ process: price, call: price, message: price }), (prices) => {
      const text = Object.entries(prices).map(([what, ms]) => `${what}:${ms}ms`);
      expect(parsePrices(text.join(","))).toEqual(prices);
    }),
  );
});

test("what says no prices is refused with what would be right", () => {
  for (const [text, said] of [
    ["process", '"process" is no price; give process:150ms,call:1ms,message:1ms'],
    ["process:", '"process:" is no price'],
    ["process:150", '"process:150" is no price'],
    ["process:-1ms", '"process:-1ms" is no price'],
    ["process:1ms,", '"" is no price'],
    ["process:1e3ms", '"process:1e3ms" is no price'],
    ["proces:1ms", '"proces" has no price; did you mean process?'],
    ["toString:1ms", '"toString" has no price; give process:150ms'],
    ["call:1ms,call:2ms", "call has two prices; give it one"],
    ["call:61s", "call:61s is more than a minute; give less"],
  ] as const)
    expect(() => parsePrices(text)).toThrow(said);
  fc.assert(
    fc.property(fc.string(), (text) => {
      try {
        parsePrices(text);
      } catch (error) {
        expect(error).toBeInstanceOf(PriceError);
      }
    }),
  );
});

test("each process, call and message takes its price of the lab's time, and nothing else does", async () => {
  const { lab, ngbuddy, out } = buddyLab();
  await out("ngbuddy enable");
  await out("ngbuddy start");
  for (const words of ["jail a public", "status --json", "unjail a", "stop"]) {
    const [began, before] = [lab.clock.now(), { ...lab.meter.counts }];
    lab.meter.prices = { process: 100_000, call: 1000, message: 1 };
    expect((await ngbuddy(words)).status).toBe(0);
    lab.meter.prices = FREE;
    const { process, call, message } = lab.meter.counts;
    const [calls, messages] = [call - before.call, message - before.message];
    expect([words, process - before.process]).toEqual([words, 0]);
    expect(calls + messages).toBeGreaterThan(0);
    expect(lab.clock.now() - began).toBe(1000 * calls + messages);
  }
  const began = lab.clock.now();
  lab.meter.prices = { ...FREE, process: 150 };
  await out("ifconfig -l");
  expect(lab.clock.now() - began).toBe(150);
});

test("who pays at the same time as others waits behind them, and for no more than all have asked for", async () => {
  const clock = createClock({ bootEpoch: 0 });
  const meter = new Meter(clock);
  meter.prices = { ...FREE, call: 10 };
  const debt = meter.debt();
  debt.add("call");
  const first = debt.pay();
  debt.add("call");
  const second = debt.pay();
  await Promise.all([first, second]);
  expect(clock.now()).toBe(20);
  expect(debt.pay()).toBeUndefined();
  expect(meter.counts).toEqual({ process: 0, call: 2, message: 0 });
});
