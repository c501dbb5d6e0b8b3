/** What killed processes have left behind is undone, carried on, or dropped. */
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
import { buddyLab } from "../../../test/support/buddylab.ts";
import { labHost } from "../../lab/host.ts";
import { Netgraph } from "../../netgraph/client.ts";
import type { Plan, Step } from "../plan/step.ts";
import { contextOf } from "./apply.ts";
import { openJournal } from "./journal.ts";
import { perform } from "./perform.ts";
import { forget, leftBehind, RecoverError, recover } from "./recover.ts";

/** Carries the first steps of a plan out, as a process does that is killed then. */
async function killedAfter(on: Applying, plan: Plan, done: number): Promise<void> {
  const journal = await openJournal(on.host, plan, true);
  const context = contextOf(on.host, on.netgraph, journal, () => {});
  for (const [at, step] of plan.steps.slice(0, done).entries()) {
    await journal.write({ begin: at });
    await perform(context, step.do);
  }
}
const recovering = async (on: Applying, remarks: string[] = []) =>
  (await recover(inNextProcess(on.host), on.netgraph, (line) => remarks.push(line))).map(
    ({ request, outcome, steps }) => ({ request, outcome, steps }),
  );
const noJournals = async (on: Applying) =>
  (await leftBehind(inNextProcess(on.host))).journals.length === 0;

const shutDown = (name: string): Step => ({
  description: `shut down ${name}`,
  do: { op: "shutdown", path: `${name}:`, type: "eiface", name },
  undo: [],
});

describe("what was left behind", () => {
  test("is undone, the last step first, as far as it was begun", async () => {
    const on = await applying();
    const before = graphOf(on);
    await killedAfter(on, planOf([makes("a"), makes("b"), makes("c")]), 2);
    expect(await recovering(on)).toEqual([
      { request: "test", outcome: "undone", steps: ["make b", "make a"] },
    ]);
    expect(graphOf(on)).toEqual(before);
    expect(await noJournals(on)).toBe(true);
  });

  test("is carried on where something is removed", async () => {
    const on = await applying();
    for (const name of ["a", "b"]) await on.perform({ op: "eiface", name });
    await killedAfter(on, planOf([shutDown("a"), shutDown("b")], { whenKilled: "finish" }), 1);
    expect(await recovering(on)).toEqual([
      { request: "test", outcome: "finished", steps: ["shut down a", "shut down b"] },
    ]);
    expect(graphOf(on)).toEqual([]);
  });

  test("is dropped where nothing was begun", async () => {
    const on = await applying();
    await killedAfter(on, planOf([makes("a")]), 0);
    expect(await recovering(on)).toEqual([{ request: "test", outcome: "dropped", steps: [] }]);
  });

  test("is complete where rc.conf was edited, which is done last", async () => {
    const on = await applying();
    const edit: Step = {
      description: "set x",
      do: { op: "rcconf", changes: [{ variable: "x", set: "1" }] },
      undo: [{ op: "unedit" }],
    };
    await killedAfter(on, planOf([makes("a"), edit]), 2);
    expect(await recovering(on)).toEqual([{ request: "test", outcome: "complete", steps: [] }]);
    expect(graphOf(on)).toEqual(["a eiface []"]);
    expect(on.lab.files.read("/etc/rc.conf")).toContain('x="1"\n');
  });

  test("is undone together, the newest first", async () => {
    const on = await applying();
    for (const [request, name] of [
      ["first", "a"],
      ["second", "b"],
    ] as const) {
      await killedAfter(on, planOf([makes(name)], { request }), 1);
      on.lab.lab.clock.advance(1000);
    }
    expect((await recovering(on)).map(({ request }) => request)).toEqual(["second", "first"]);
  });

  test("of before a boot has gone with the graph", async () => {
    const on = await applying();
    await killedAfter(on, planOf([makes("a")]), 1);
    const lab = buddyLab({ files: on.lab.files, bootEpoch: 1_700_000_100 });
    const host = inNextProcess(labHost(lab.lab));
    const netgraph = await Netgraph.open(await host.openNetgraph());
    expect((await recover(host, netgraph, () => {}))[0]).toMatchObject({ outcome: "dropped" });
  });

  test("is somebody's still while his process is at work", async () => {
    const on = await applying();
    await killedAfter(on, planOf([makes("a")]), 1);
    expect(await recover(on.host, on.netgraph, () => {})).toEqual([]);
    expect(graphOf(on)).toEqual(["a eiface []"]);
  });
});

test("an edit of rc.conf that nobody confirmed before a boot does not come again", async () => {
  const on = await applying();
  const old = on.lab.files.read("/etc/rc.conf");
  const edit: Step = {
    description: "set x",
    do: { op: "rcconf", changes: [{ variable: "x", set: "1" }] },
    undo: [{ op: "unedit" }],
  };
  const journal = await openJournal(on.host, planOf([edit]), false);
  await journal.write({ begin: 0 });
  await perform(
    contextOf(on.host, on.netgraph, journal, () => {}),
    edit.do,
  );
  await journal.await(600);
  const lab = buddyLab({ files: on.lab.files, bootEpoch: 1_700_000_100 });
  const host = inNextProcess(labHost(lab.lab));
  const netgraph = await Netgraph.open(await host.openNetgraph());
  expect((await recover(host, netgraph, () => {}))[0]).toMatchObject({
    outcome: "undone",
    unconfirmed: true,
    steps: ["set x"],
  });
  expect(lab.files.read("/etc/rc.conf")).toBe(old);
});

describe("a whole file outlives a boot, which takes away the rest of what was made", () => {
  const PATH = "/usr/local/etc/dnsmasq.d/ngbuddy-a.conf";
  const writes = (text: string | null, before: string | null): Step => ({
    description: `write ${text}`,
    do: { op: "file", path: PATH, text, before },
    undo: [{ op: "file", path: PATH, text: before, before: text }],
  });
  const bootAgain = async (on: Applying) => {
    const next = buddyLab({ files: on.lab.files, bootEpoch: 1_700_000_100 });
    const host = inNextProcess(labHost(next.lab));
    await recover(host, await Netgraph.open(await host.openNetgraph()), () => {});
  };

  test("what a plan has written goes when rc.conf was not edited yet", async () => {
    const on = await applying();
    await killedAfter(on, planOf([writes("a\n", null), makes("a")]), 2);
    await bootAgain(on);
    expect(on.lab.files.exists(PATH)).toBe(false);
  });

  const edits: Step = {
    description: "set x",
    do: { op: "rcconf", changes: [{ variable: "x", set: "1" }] },
    undo: [{ op: "unedit" }],
  };
  test("it stays with rc.conf when that was edited, and only what begins at a boot was missing", async () => {
    const on = await applying();
    await killedAfter(on, planOf([writes("a\n", null), edits, makes("a")]), 2);
    await bootAgain(on);
    expect(on.lab.files.read(PATH)).toBe("a\n");
    expect(on.lab.files.read("/etc/rc.conf")).toContain('x="1"');
  });

  test("what was written later was missing: rc.conf goes back with the rest", async () => {
    const on = await applying();
    const old = on.lab.files.read("/etc/rc.conf");
    const more = [writes("a\n", null), edits, makes("a"), writes("b\n", "a\n")];
    await killedAfter(on, planOf(more), 3);
    await bootAgain(on);
    expect(on.lab.files.exists(PATH)).toBe(false);
    expect(on.lab.files.read("/etc/rc.conf")).toBe(old);
  });

  test("and what a plan was to remove goes, too", async () => {
    const on = await applying();
    await on.perform(writes("a\n", null).do);
    const plan = planOf([shutDown("x"), writes(null, "a\n")], { whenKilled: "finish" });
    await killedAfter(on, plan, 1);
    await bootAgain(on);
    expect(on.lab.files.exists(PATH)).toBe(false);
  });
});

test("what cannot be undone is told with its request, and stays for whoever comes next", async () => {
  const on = await applying();
  const stuck: Step = { ...makes("a"), undo: [{ op: "copy", from: "/etc/rc.conf", to: "/etc" }] };
  await killedAfter(on, planOf([stuck], { request: "jail a" }), 1);
  const error = await recovering(on).catch((caught) => caught);
  expect(error).toBeInstanceOf(RecoverError);
  expect(error.request).toBe("jail a");
  expect(await noJournals(on)).toBe(false);
});

test("what is to be forgotten goes, and the host stays as it is", async () => {
  const on = await applying();
  await killedAfter(on, planOf([makes("a")]), 1);
  const forgotten = await forget(inNextProcess(on.host));
  expect(forgotten.map(({ plan }) => plan.request)).toEqual(["test"]);
  expect(graphOf(on)).toEqual(["a eiface []"]);
  expect(await noJournals(on)).toBe(true);
});

test("what is no journal is remarked, and keeps nobody from clearing up", async () => {
  const on = await applying();
  await killedAfter(on, planOf([makes("a"), impossible]), 1);
  on.lab.files.write("/var/run/ngbuddy/journal/notes", "mine\n");
  const remarks: string[] = [];
  expect(await recovering(on, remarks)).toHaveLength(1);
  expect(remarks).toEqual([expect.stringContaining("notes is no journal that can be read")]);
});
