/** A journal's text: what was written is read, however it was cut off, and what is none is told as that. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import "../../../test/support/seed.ts";
import { impossible, planOf } from "../../../test/support/applying.ts";
import { garbled, plans } from "../../../test/support/madeupplans.ts";
import type { Plan } from "../plan/step.ts";
import type { EifaceFact } from "./context.ts";
import {
  type Entry,
  JOURNAL_VERSION,
  type JournalHead,
  NoJournalError,
  withEntry,
} from "./journaltext.ts";
import { parseJournal } from "./parsejournal.ts";

const headOf = (plan: Plan): JournalHead => ({
  version: JOURNAL_VERSION,
  by: "1.0.0",
  pid: 7,
  began: "b.1",
  started: 1_700_000_000.5,
  at: { boot: "x", seconds: 12.25 },
  plan,
});
const textOf = (plan: Plan, entries: readonly Entry[]) =>
  [headOf(plan), ...entries].map((line) => `${JSON.stringify(line)}\n`).join("");
const three = planOf([impossible, impossible, impossible]);

/** What it says, or why it is none. */
function read(text: string) {
  try {
    return parseJournal(text);
  } catch (error) {
    if (error instanceof NoJournalError) return error.message;
    throw error;
  }
}

const word = fc.string({ unit: "grapheme", maxLength: 5 });
const eifaceFact: fc.Arbitrary<EifaceFact> = fc.oneof(
  fc.record({ made: fc.record({ name: word, id: fc.nat(), interface: word }) }),
  fc.record({ trying: fc.record({ name: word, hook: word }) }),
  fc.record({ apart: fc.record({ name: word, unnamed: fc.array(word) }) }),
);
const entry: fc.Arbitrary<Entry> = fc.oneof(
  fc.record({ begin: fc.nat(2) }),
  fc.record({ undoing: fc.nat(2) }),
  fc.record({ undone: fc.nat(2) }),
  eifaceFact,
  fc.record({ again: eifaceFact }),
  fc.record({
    edited: fc.record({
      path: word,
      before: word,
      after: word,
      inverse: fc.array(fc.record({ variable: word, set: word }), { maxLength: 2 }),
    }),
  }),
  fc.record({ awaiting: fc.nat() }),
  fc.record({ takenBy: fc.record({ pid: fc.nat(), began: word }) }),
  fc.record({ abandoned: word }),
);
const entries = fc.array(entry, { maxLength: 8 });

describe("what was written", () => {
  test("is read again, whatever the plan", () => {
    fc.assert(
      fc.property(plans, (plan) => {
        expect(read(textOf(plan, []))).toMatchObject({ plan, pid: 7, state: "working", begun: -1 });
      }),
    );
  });

  test("comes to the same whether it was written at once or line by line", () => {
    fc.assert(
      fc.property(entries, (all) => {
        const lineByLine = all.reduce(withEntry, textOf(three, []));
        expect(lineByLine).toBe(textOf(three, all));
      }),
    );
  });

  test("counts as far as its last whole line, wherever it was cut off", () => {
    fc.assert(
      fc.property(entries, fc.nat(), (all, at) => {
        const whole = textOf(three, all);
        const cut = whole.slice(0, at % (whole.length + 1));
        const lines = cut.split("\n").length - 1;
        expect(read(cut)).toEqual(
          lines === 0 ? undefined : read(textOf(three, all.slice(0, lines - 1))),
        );
      }),
    );
  });

  test("goes on behind its last whole line", () => {
    const whole = textOf(three, [{ begin: 0 }]);
    expect(withEntry(`${whole}{"beg`, { begin: 1 })).toBe(
      textOf(three, [{ begin: 0 }, { begin: 1 }]),
    );
  });
});

describe("a journal tells", () => {
  const said = (...all: Entry[]) => parseJournal(textOf(three, all))!;

  test("which step was begun last, and which were undone since", () => {
    expect(said({ begin: 0 }, { begin: 1 })).toMatchObject({ begun: 1, undone: undefined });
    expect(said({ begin: 0 }, { begin: 1 }, { undone: 1 })).toMatchObject({ begun: 0, undone: 1 });
    // One that was undone in part has to be undone once more, or done once more.
    expect(said({ begin: 0 }, { begin: 1 }, { undoing: 1 })).toMatchObject({ begun: 1, undone: 1 });
    expect(said({ begin: 0 }, { undone: 0 })).toMatchObject({ begun: -1, undone: 0 });
  });

  test("whose turn it is", () => {
    expect(said()).toMatchObject({ state: "working", holder: { pid: 7, began: "b.1" } });
    expect(said({ awaiting: 60 })).toMatchObject({ state: "awaiting", awaiting: 60 });
    expect(said({ abandoned: "why" })).toMatchObject({ state: "abandoned" });
    expect(said({ awaiting: 60 }, { takenBy: { pid: 9, began: "" } })).toMatchObject({
      state: "working",
      awaiting: 60,
      holder: { pid: 9, began: "" },
    });
  });

  test("what was made by the plan, and what because it was taken back", () => {
    const made = (id: number) => ({ made: { name: "a", id, interface: "ngeth0" } });
    const { own, again } = said(
      made(1),
      { again: made(2) },
      { trying: { name: "b", hook: "link3" } },
    );
    expect(own.made.get("a")?.id).toBe(1);
    expect(again.made.get("a")?.id).toBe(2);
    expect(own.hooks.get("b")).toBe("link3");
  });

  test("which files were edited, also those that had not been there", () => {
    const edited = { path: "/etc/rc.conf", before: undefined, after: "a=1\n", inverse: [] };
    expect(said({ edited }).edited).toEqual([
      { path: "/etc/rc.conf", after: "a=1\n", inverse: [] } as never,
    ]);
  });
});

describe("what is no journal", () => {
  const head = textOf(three, []);
  const other = (version: unknown, by: unknown = "7.1.0") => `${JSON.stringify({ version, by })}\n`;
  const table: [name: string, text: string, why: string][] = [
    ["is told so where it is no JSON", "hello\n", "its first line is not a journal's"],
    ["is told so where it is null", "null\n", "its first line is not a journal's"],
    ["is told so without a version", "{}\n", "its first line is not a journal's"],
    [
      "is told so with a version alone",
      other(JOURNAL_VERSION),
      "its first line is not a journal's",
    ],
    ["is an older ngbuddy's", other(1), "it was written by an older ngbuddy"],
    [
      "is a newer ngbuddy's, by its name",
      other(JOURNAL_VERSION + 1),
      "it was written by ngbuddy 7.1.0, which is newer",
    ],
    ["is a newer ngbuddy's, without one", other(99, 1), "it was written by a newer ngbuddy"],
    ["has a line that says nothing", `${head}{}\n`, "its line 2 is not a journal's"],
    [
      "has a line that says two things",
      `${head}{"begin":0,"undone":0}\n`,
      "its line 2 is not a journal's",
    ],
    ["has a line of another kind", `${head}{"begin":0}\n[]\n`, "its line 3 is not a journal's"],
    ["has an empty line", `${head}\n`, "its line 2 is not a journal's"],
    [
      "begins a step that its plan has not",
      `${head}{"begin":3}\n`,
      "line 2 names a step that its plan has not",
    ],
    [
      "takes a step back that its plan has not",
      `${head}{"undone":7}\n`,
      "line 2 names a step that its plan has not",
    ],
  ];
  test.each(table)("%s", (_, text, why) => {
    expect(read(text)).toBe(why);
  });

  test("is left to a newer ngbuddy only if that wrote it", () => {
    const ofNewer = (text: string) => {
      try {
        return parseJournal(text);
      } catch (error) {
        return (error as NoJournalError).ofNewer;
      }
    };
    expect(ofNewer(other(JOURNAL_VERSION + 1))).toBe(true);
    expect(ofNewer(other(1))).toBe(false);
    expect(ofNewer("hello\n")).toBe(false);
  });

  test("names no step where its plan has none", () => {
    expect(read(`${textOf(planOf([]), [])}{"begin":0}\n`)).toBe(
      "line 2 names a step that its plan has not",
    );
  });
});

test("no text stops it: it is a journal, or it is told why it is none", () => {
  const line = fc.oneof(
    fc.json(),
    word,
    entry.map((one) => JSON.stringify(one)),
    fc.constant(JSON.stringify(headOf(three))),
    fc.tuple(plans, fc.nat(), fc.anything()).map(
      ([plan, at, strange]) =>
        JSON.stringify(
          garbled(
            headOf(plan),
            (count) => at % count,
            () => strange ?? null,
          ).value,
        ) ?? "",
    ),
  );
  const text = fc.array(line, { maxLength: 5 }).map((lines) => lines.join("\n"));
  fc.assert(
    fc.property(text, (one) => {
      const found = read(one);
      if (typeof found !== "object") return;
      // Whoever clears up goes by these.
      expect(found.begun).toBeLessThan(Math.max(1, found.plan.steps.length));
    }),
  );
});
