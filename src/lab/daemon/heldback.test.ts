/** Answers of a lab that has prices: late, whole and in their order. */
import { expect, test } from "bun:test";
import { createClock } from "../base/clock.ts";
import { FREE, Meter } from "../base/meter.ts";
import { heldBack } from "./heldback.ts";

test("what was written while something was paid for comes in its order, and the end behind it", async () => {
  const meter = new Meter(createClock({ bootEpoch: 0 }));
  const debt = meter.debt();
  const out: string[] = [];
  const transport = heldBack(
    {
      write: (bytes) => out.push(Buffer.from(bytes).toString()) > 0,
      close: () => out.push("end"),
    },
    debt,
    () => meter.prices.message === 0,
  );
  const write = (text: string) => transport.write(Buffer.from(text));
  expect(transport.paying(() => write("a"))).toBeUndefined();
  expect(out).toEqual(["a"]);
  meter.prices = { ...FREE, message: 5 };
  const ask = (text: string) =>
    transport.paying(() => {
      debt.add("message");
      write(text);
    });
  const first = ask("b");
  const second = ask("c");
  write("d");
  transport.close();
  expect(out).toEqual(["a"]);
  await Promise.all([first, second]);
  expect(out).toEqual(["a", "b", "c", "d", "end"]);
});
