/** Carrying a plan out: step by step, and back again when one fails. */
import { describe, expect, test } from "bun:test";
import {
  type Applying,
  applying,
  graphOf,
  impossible,
  inNextProcess,
  makes,
  planOf,
} from "../../../test/support/applying.ts";
import type { Plan, Step } from "../plan/step.ts";
import { ApplyError, apply, contextOf, Interrupted } from "./apply.ts";
import { findJournals, openJournal } from "./journal.ts";

/** Carries it out, or tells why not; and what was said meanwhile. */
async function carriedOut(
  on: Applying,
  plan: Plan,
  { confirmWithin, stopAt = -1 }: { confirmWithin?: number; stopAt?: number } = {},
) {
  const said: string[] = [];
  const stop = new AbortController();
  const result = await apply(on.host, on.netgraph, plan, {
    say: (line) => said.push(line),
    remark: (line) => said.push(`remark: ${line}`),
    progress: (at, total, doing) => {
      said.push(`${at}/${total} ${doing}`);
      if (at === stopAt) stop.abort();
    },
    confirmWithin,
    signal: stop.signal,
  }).catch((error) => error);
  return { result, said };
}
const leftBehind = async (on: Applying) =>
  (await findJournals(inNextProcess(on.host), "left")).journals;

const shutDown = (name: string): Step => ({
  description: `shut down ${name}`,
  do: { op: "shutdown", path: `${name}:`, type: "eiface", name },
  undo: [{ op: "eiface", name }],
});

describe("a plan", () => {
  test("is carried out in its order, each step told before it is done, and leaves no journal", async () => {
    const on = await applying();
    const plan = planOf([{ ...makes("a"), says: ["Making a"] }, makes("b")]);
    const { result, said } = await carriedOut(on, plan);
    expect(result).toBeUndefined();
    expect(said).toEqual(["0/2 make a", "Making a", "1/2 make b"]);
    expect(graphOf(on)).toEqual(["a eiface []", "b eiface []"]);
    expect(await leftBehind(on)).toEqual([]);
  });

  test("without steps needs no journal", async () => {
    const on = await applying();
    const append = () => Promise.reject(new Error("nothing is to be written"));
    const host = { ...on.host, files: { ...on.host.files, append } };
    expect((await carriedOut({ ...on, host }, planOf([]))).result).toBeUndefined();
  });

  test("that is to be confirmed leaves its journal, and the name of that", async () => {
    const on = await applying();
    const { result } = await carriedOut(on, planOf([makes("a")]), { confirmWithin: 60 });
    expect(on.lab.files.list("/var/db/ngbuddy/awaiting")).toEqual([result]);
  });
});

describe("when a step fails", () => {
  test("all before it are undone, the last first, and that is told", async () => {
    const on = await applying();
    const before = graphOf(on);
    const { result } = await carriedOut(
      on,
      planOf([makes("a"), makes("b"), impossible, makes("c")]),
    );
    expect(result).toBeInstanceOf(ApplyError);
    expect(result).toMatchObject({
      step: "name what is not there",
      undone: ["make b", "make a"],
      stuck: undefined,
    });
    expect(result.cause.message).toContain("nosuch:");
    expect(graphOf(on)).toEqual(before);
    expect(await leftBehind(on)).toEqual([]);
  });

  test("it is undone itself where it may have done something, and not told of", async () => {
    const on = await applying();
    const half: Step = {
      description: "settle what is not there",
      do: {
        op: "settle",
        jail: "j",
        actions: [{ op: "eiface", name: "a" }, impossible.do],
      },
      undo: [{ op: "shutdown", path: "a:", type: "eiface" }],
    };
    const { result } = await carriedOut(on, planOf([half]));
    expect(result.undone).toEqual([]);
    expect(graphOf(on)).toEqual([]);
  });

  test("and undoing does, too, that is told, and its journal stays", async () => {
    const on = await applying();
    const stuck: Step = { ...makes("a"), undo: [{ op: "copy", from: "/etc/rc.conf", to: "/etc" }] };
    const { result } = await carriedOut(on, planOf([stuck, makes("b"), impossible]));
    expect(result).toMatchObject({ undone: ["make b"] });
    expect(result.stuck).toBeInstanceOf(Error);
    expect(await leftBehind(on)).toMatchObject([{ state: "abandoned", undone: 1 }]);
  });

  test("and that is no reason to end the plan, it is remarked, and what needs it is passed over", async () => {
    const on = await applying();
    const otherwise = { what: "it has no name", remedy: "name it yourself", skips: 1 };
    const plan = planOf([{ ...impossible, otherwise }, makes("a"), makes("b")]);
    const { result, said } = await carriedOut(on, plan);
    expect(result).toBeUndefined();
    expect(said[1]).toMatch(/^remark: it has no name: .*; name it yourself$/);
    expect(graphOf(on)).toEqual(["b eiface []"]);
  });

  test("after something was removed for good the rest is done all the same", async () => {
    const on = await applying();
    for (const name of ["a", "b"]) await on.perform({ op: "eiface", name });
    const plan = planOf([shutDown("a"), impossible, shutDown("b")], { whenKilled: "finish" });
    const { result } = await carriedOut(on, plan);
    expect(result).toMatchObject({ step: "name what is not there", undone: [] });
    expect(result.stuck).toBeInstanceOf(Error);
    expect(graphOf(on)).toEqual([]);
    expect(await leftBehind(on)).toMatchObject([{ state: "abandoned" }]);
  });

  test("before anything was removed for good all is undone", async () => {
    const on = await applying();
    await on.perform({ op: "eiface", name: "b" });
    const plan = planOf([makes("a"), impossible, shutDown("b")], { whenKilled: "finish" });
    expect((await carriedOut(on, plan)).result.undone).toEqual(["make a"]);
    expect(graphOf(on)).toEqual(["b eiface []"]);
  });
});

test("a plan whose result is not as expected is undone", async () => {
  const on = await applying();
  const plan = planOf([makes("a")], { expect: [{ absent: "a" }] });
  const { result } = await carriedOut(on, plan);
  expect(result).toMatchObject({ step: "read the result back", undone: ["make a"] });
  expect(graphOf(on)).toEqual([]);
});

test("whoever stops it in the middle has everything undone", async () => {
  const on = await applying();
  const { result } = await carriedOut(on, planOf([makes("a"), makes("b"), makes("c")]), {
    stopAt: 1,
  });
  expect(result.cause).toBeInstanceOf(Interrupted);
  expect(result).toMatchObject({ step: "make c", undone: ["make b", "make a"] });
  expect(graphOf(on)).toEqual([]);
});

test("nothing of what is undone is said as if it were done", async () => {
  const on = await applying();
  const edit: Step = {
    description: "set x",
    do: { op: "rcconf", changes: [{ variable: "x", set: "1" }] },
    undo: [{ op: "rcconf", changes: [{ variable: "x", unset: true }] }],
  };
  const { said } = await carriedOut(on, planOf([edit, impossible]));
  expect(said.filter((line) => line.startsWith("x:"))).toEqual(["x:  -> 1"]);
});

test("others are in the middle of making an eiface only as long as that is the step they have begun", async () => {
  const on = await applying();
  const own = await openJournal(on.host, planOf([makes("a")]), true);
  const { othersMakeEifaces } = contextOf(on.host, on.netgraph, own, () => {});
  await own.write({ begin: 0 });
  expect(await othersMakeEifaces()).toBe(false);
  const other = await openJournal(on.host, planOf([makes("b"), impossible]), true);
  expect(await othersMakeEifaces()).toBe(false);
  await other.write({ begin: 0 });
  expect(await othersMakeEifaces()).toBe(true);
  await other.write({ begin: 1 });
  expect(await othersMakeEifaces()).toBe(false);
});
