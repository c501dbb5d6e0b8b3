/** The journal: what a process is about to do to the host, written before it does it, so that another can clear up after it. */
import { bootTime } from "../../host/commands.ts";
import { FileError, type Host } from "../../host/host.ts";
import { isAlive } from "../../host/lock.ts";
import { errno } from "../../netgraph/errno.ts";
import type { Plan } from "../plan/step.ts";
import { type Edited, type Eifaces, type Fact, learn, noEifaces } from "./workshop.ts";

/** Emptied at boot, as the graph is (rc.d/cleanvar). */
const JOURNALS = "/var/run/ngbuddy/journal";
/** Those that wait to be confirmed outlast a boot, as their edits of rc.conf do. */
const AWAITING = "/var/db/ngbuddy/awaiting";

/** The first line of a journal. */
export interface JournalHead {
  readonly version: 1;
  readonly pid: number;
  /** Seconds since the epoch. */
  readonly started: number;
  readonly plan: Plan;
}

/** Every other line. */
type Entry =
  /** Step `begin` is about to be done; those before it were. */
  | { readonly begin: number }
  /** Step `undone` and all after it were taken back. */
  | { readonly undone: number }
  | Fact
  /** All was done, and is to be undone at this time (seconds since the epoch) unless the journal goes before. */
  | { readonly awaiting: number }
  /** Another process clears up. */
  | { readonly takenBy: number }
  /** Whoever was at work has given up, and why: another one may take over. */
  | { readonly abandoned: string };

/** A journal that is being written. */
export interface Journal {
  readonly path: string;
  write(entry: Entry): Promise<void>;
  /** All is done, or all was undone. */
  remove(): Promise<void>;
  /** All is done, and is to be undone at this time (seconds since the epoch) unless it is confirmed. */
  await(deadline: number): Promise<void>;
  /** It could not be brought to an end, and stays for whoever comes next. */
  abandon(why: string): Promise<void>;
}

/** A journal that was read. */
export interface ReadJournal extends JournalHead {
  readonly path: string;
  /** The last step that was begun, and not undone since; -1 when there is none. */
  readonly begun: number;
  /** The first of the steps that were begun and undone since; undefined when none was. */
  readonly undone: number | undefined;
  readonly edited: readonly Edited[];
  /** As the workshop's. */
  readonly own: Eifaces;
  readonly again: Eifaces;
  /** When it is undone unless it is confirmed, seconds since the epoch; undefined when nobody wanted that. */
  readonly awaiting: number | undefined;
  /** Is somebody at work on it, or may somebody confirm it still? */
  readonly live: boolean;
}

/** Journals that this process is at work on: another one with its number was left behind. */
const ours = new Set<string>();
let count = 0;

/** `dispensable`: at boot, on a file system that is read-only, a plan is carried out without a journal. Otherwise it will have to wait. */
export async function openJournal(host: Host, plan: Plan, dispensable: boolean): Promise<Journal> {
  const started = host.now();
  const path = `${JOURNALS}/${Math.floor(started * 1000)}-${process.pid}-${count++}.jsonl`;
  const head: JournalHead = { version: 1, pid: process.pid, started, plan };
  ours.add(path);
  try {
    if (!dispensable) await tryAwaiting(host, path);
    await host.files.append(path, `${JSON.stringify(head)}\n`);
  } catch (error) {
    ours.delete(path);
    await host.files.remove(path).catch(() => {});
    if (dispensable && error instanceof FileError && error.errno === errno.EROFS)
      return journalOfNothing(path);
    throw error;
  }
  return journalAt(host, path);
}

/** Whoever is killed without a journal leaves what he has made: `start` goes on from there. */
function journalOfNothing(path: string): Journal {
  const nothing = async () => {};
  return { path, write: nothing, remove: nothing, await: nothing, abandon: nothing };
}

function journalAt(host: Host, path: string): Journal {
  return {
    path,
    write: (entry) => host.files.append(path, `${JSON.stringify(entry)}\n`),
    remove: async () => {
      await host.files.remove(path);
      ours.delete(path);
    },
    await: async (deadline) => {
      await keepAwaiting(host, path, deadline);
      ours.delete(path);
    },
    abandon: async (why) => {
      ours.delete(path);
      await host.files.append(path, `${JSON.stringify({ abandoned: why } satisfies Entry)}\n`);
    },
  };
}

/** Where a journal is to wait later it must be possible to write: found out before anything is done. */
async function tryAwaiting(host: Host, path: string): Promise<void> {
  const kept = path.replace(JOURNALS, AWAITING);
  await host.files.append(kept, "");
  await host.files.remove(kept);
}

/** Moves a journal to where those are that wait. It is on disk when this is done: rc.conf is, too. */
async function keepAwaiting(host: Host, path: string, deadline: number): Promise<void> {
  const text = await host.files.read(path);
  const kept = path.replace(JOURNALS, AWAITING);
  try {
    // What is appended to is for its owner alone, and stays so.
    await host.files.append(kept, "");
    await host.files.edit(
      kept,
      () => `${text}${JSON.stringify({ awaiting: deadline } satisfies Entry)}\n`,
    );
    await host.files.remove(path);
  } catch (error) {
    await host.files.remove(kept).catch(() => {});
    throw error;
  }
}

/** Takes over a journal that was left behind; undefined when somebody else was faster. */
export async function takeOver(host: Host, path: string): Promise<Journal | undefined> {
  const boot = await bootTime(host);
  let taken = false;
  await host.files.edit(path, (text) => {
    const journal = text === undefined ? undefined : parseJournal(path, text, host.now(), boot);
    taken = journal !== undefined && !journal.live;
    return taken
      ? `${text}${JSON.stringify({ takenBy: process.pid } satisfies Entry)}\n`
      : undefined;
  });
  if (!taken) return undefined;
  ours.add(path);
  return journalAt(host, path);
}

/** The journals there are: `left` behind by processes that are gone, or those that somebody is at work on. */
export async function readJournals(host: Host, which: "left" | "live"): Promise<ReadJournal[]> {
  const journals: ReadJournal[] = [];
  const awaiting = await pathsIn(host, AWAITING);
  const boot = awaiting.length === 0 ? 0 : await bootTime(host);
  for (const path of [...(await pathsIn(host, JOURNALS)), ...awaiting]) {
    // Most are of processes that run: their names tell, and they need not be read.
    const writerLives = isAtWork(Number(path.split("-")[1]), path);
    if (which === "left" && writerLives && !awaiting.includes(path)) continue;
    const text = await host.files.read(path);
    if (text === undefined) continue;
    const journal = parseJournal(path, text, host.now(), boot);
    if (journal !== undefined && journal.live === (which === "live")) journals.push(journal);
    // Killed while it wrote the first line: nothing was begun.
    else if (journal === undefined && !writerLives) await host.files.remove(path);
  }
  return journals;
}

async function pathsIn(host: Host, folder: string): Promise<string[]> {
  return (await host.files.list(folder)).map((name) => `${folder}/${name}`);
}

function isAtWork(pid: number, path: string): boolean {
  return pid === process.pid ? ours.has(path) : isAlive(pid);
}

/**
 * Reads a journal; its last line may have been cut off. undefined when not even the first is whole.
 * What was not confirmed before the host was booted is not any more: whoever had to has lost it.
 */
function parseJournal(
  path: string,
  text: string,
  now: number,
  boot: number,
): ReadJournal | undefined {
  const [head, ...entries] = text.split("\n").flatMap(parseLine) as [JournalHead?, ...Entry[]];
  if (head?.version !== 1) return undefined;
  let holder = head.pid;
  let state: "working" | "awaiting" | "abandoned" = "working";
  let awaiting: number | undefined;
  let begun = -1;
  let undone: number | undefined;
  const edited: Edited[] = [];
  const own = noEifaces();
  const again = noEifaces();
  for (const entry of entries) {
    if ("begin" in entry) begun = entry.begin;
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
  const live =
    state === "working"
      ? isAtWork(holder, path)
      : state === "awaiting" && now < awaiting! && head.started >= boot;
  return { ...head, path, begun, undone, edited, own, again, awaiting, live };
}

function parseLine(line: string): unknown[] {
  try {
    return line === "" ? [] : [JSON.parse(line)];
  } catch {
    return [];
  }
}

/** Confirms everything that awaits it: it stays. Gives what was requested. */
export async function confirmAll(host: Host): Promise<string[]> {
  const confirmed: string[] = [];
  for (const { path, plan, awaiting } of await readJournals(host, "live")) {
    if (awaiting === undefined) continue;
    await host.files.remove(path);
    confirmed.push(plan.request);
  }
  return confirmed;
}
