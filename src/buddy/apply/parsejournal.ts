/** From a journal's text to what it says: most runs find none to read. */
import type { ProcessMark } from "../../host/processes.ts";
import { type Edited, learn, noEifaces } from "./context.ts";
import {
  type Entry,
  JOURNAL_VERSION,
  type JournalHead,
  type JournalText,
  NoJournalError,
} from "./journaltext.ts";
import { planShape, rcChangeShape } from "./planshape.ts";
import {
  amount,
  count,
  isRecord,
  listOf,
  oneOf,
  optional,
  record,
  type Shape,
  text,
} from "./shape.ts";

const mark = { pid: count, began: text };
const headShape = record({
  ...mark,
  by: text,
  started: amount,
  at: record({ boot: text, seconds: amount }),
  plan: planShape,
});

const eifaceFacts: { readonly [name: string]: Shape } = {
  made: record({ name: text, id: count, interface: text }),
  trying: record({ name: text, hook: text }),
  apart: record({ name: text, unnamed: listOf(text) }),
};
const eifaceFact: Shape = (value) => isOne(value, eifaceFacts);
const entries: { readonly [name: string]: Shape } = {
  ...eifaceFacts,
  begin: count,
  undoing: count,
  undone: count,
  edited: record({
    path: text,
    before: optional(text),
    after: text,
    inverse: listOf(rcChangeShape),
  }),
  again: eifaceFact,
  awaiting: amount,
  takenBy: record(mark),
  abandoned: oneOf(text),
};

/** Is it an object with one member, of this name and shape? */
function isOne(value: unknown, shapes: { readonly [name: string]: Shape }): boolean {
  if (!isRecord(value)) return false;
  const [name, ...more] = Object.keys(value);
  return (
    name !== undefined &&
    more.length === 0 &&
    Object.hasOwn(shapes, name) &&
    shapes[name]!(value[name])
  );
}

/**
 * Reads a journal; what follows its last newline was cut off, and does not count. Returns undefined when not even the
 * first line is whole. Throws a NoJournalError.
 */
export function parseJournal(whole: string): JournalText | undefined {
  const [first, ...rest] = wholeLines(whole);
  if (first === undefined) return undefined;
  const head = parseHead(first);
  const steps = head.plan.steps.length;
  let holder: ProcessMark = { pid: head.pid, began: head.began };
  let state: JournalText["state"] = "working";
  let awaiting: number | undefined;
  let begun = -1;
  let undone: number | undefined;
  const edited: Edited[] = [];
  const own = noEifaces();
  const again = noEifaces();
  for (const [index, line] of rest.entries()) {
    const entry = parseEntry(line, index + 2);
    const step = stepOf(entry);
    if (step !== undefined && step >= steps)
      wrong(`line ${index + 2} names a step that its plan has not`);
    if ("begin" in entry) begun = entry.begin;
    else if ("undoing" in entry) undone = entry.undoing;
    else if ("undone" in entry) {
      undone = entry.undone;
      begun = entry.undone - 1;
    } else if ("edited" in entry) edited.push(entry.edited);
    else if ("again" in entry) learn(again, entry.again);
    else if ("made" in entry || "apart" in entry || "trying" in entry) learn(own, entry);
    else if ("awaiting" in entry) {
      awaiting = entry.awaiting;
      state = "awaiting";
    } else if ("takenBy" in entry) {
      holder = entry.takenBy;
      state = "working";
    } else state = "abandoned";
  }
  return { ...head, holder, state, begun, undone, edited, own, again, awaiting };
}

/** The step that an entry is about. */
function stepOf(entry: Entry): number | undefined {
  if ("begin" in entry) return entry.begin;
  if ("undoing" in entry) return entry.undoing;
  return "undone" in entry ? entry.undone : undefined;
}

function wholeLines(whole: string): string[] {
  return whole
    .slice(0, whole.lastIndexOf("\n") + 1)
    .split("\n")
    .slice(0, -1);
}

function parseHead(line: string): JournalHead {
  const head = parseLine(line);
  if (!isRecord(head) || !count(head["version"])) wrong("its first line is not a journal's");
  const { version, by } = head as { version: number; by: unknown };
  if (version > JOURNAL_VERSION) {
    const writer = typeof by === "string" ? `ngbuddy ${by}, which is newer` : "a newer ngbuddy";
    throw new NoJournalError(`it was written by ${writer}`, true);
  }
  if (version < JOURNAL_VERSION) wrong("it was written by an older ngbuddy");
  if (!isHead(head)) wrong("its first line is not a journal's");
  return head;
}

function isHead(value: unknown): value is JournalHead {
  return headShape(value);
}

function parseEntry(line: string, number: number): Entry {
  const entry = parseLine(line);
  if (!isOne(entry, entries)) wrong(`its line ${number} is not a journal's`);
  return entry as Entry;
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function wrong(why: string): never {
  throw new NoJournalError(why, false);
}
