/** The journal: what a process is about to do to the host, written before it does it, so that another can clear up after it. */
import about from "../../../package.json" with { type: "json" };
import { FileError, type Host, isSameBoot, ownPlaces, type Uptime } from "../../host/host.ts";
import type { Processes, ProcessMark } from "../../host/processes.ts";
import { errno } from "../../netgraph/errno.ts";
import type { Plan } from "../plan/step.ts";
import {
  type Entry,
  JOURNAL_VERSION,
  type JournalHead,
  type JournalText,
  NoJournalError,
  withEntry,
} from "./journaltext.ts";
import type { Strange } from "./strange.ts";

/** Emptied at boot, as the graph is (rc.d/cleanvar). */
const JOURNALS = `${ownPlaces.run}/journal`;
/** Those that wait to be confirmed outlast a boot, as their edits of rc.conf do. */
export const AWAITING = `${ownPlaces.db}/awaiting`;

/** A journal that is being written. */
export interface Journal {
  /** Where it is, a path of the host. */
  readonly path: string;
  /** Adds an entry at its end. */
  write(entry: Entry): Promise<void>;
  /** All is done, or all was undone. */
  remove(): Promise<void>;
  /** All is done, and is to be undone after so many seconds unless it is confirmed. Returns the name that it waits by. */
  await(seconds: number): Promise<string>;
  /** It could not be brought to an end, and stays for whoever comes next. */
  abandon(why: string): Promise<void>;
}

/** A journal that was read. */
export interface ReadJournal extends JournalText {
  readonly path: string;
  /** Is somebody at work on it, or may somebody confirm it still? */
  readonly live: boolean;
  /** Was it begun since the host was booted? */
  readonly sameBoot: boolean;
  /** In how many seconds it is undone unless it is confirmed; undefined when nobody can confirm it (any more). */
  readonly secondsLeft: number | undefined;
}

/** Journals that this process is at work on: another one with its mark was left behind. */
const ours = new Set<string>();
let number = 0;

/** `<milliseconds since the epoch>-<pid>-<when that process began>-<number>.jsonl`: whose it is need not be read. */
const NAME = /^\d+-(\d+)-([\w.]*)-\d+\.jsonl$/;
/** What an edit of a journal leaves when it is killed. */
const HALF_EDITED = /\.jsonl\.ngbuddy$/;

/** `dispensable`: at boot, on a file system that is read-only, a plan is carried out without a journal. Otherwise it will have to wait. */
export async function openJournal(host: Host, plan: Plan, dispensable: boolean): Promise<Journal> {
  const { own } = await host.processes();
  const started = host.now();
  const name = `${Math.floor(started * 1000)}-${own.pid}-${own.began}-${number++}.jsonl`;
  const path = `${JOURNALS}/${name}`;
  const at = await host.uptime();
  const head: JournalHead = {
    version: JOURNAL_VERSION,
    by: about.version,
    ...own,
    started,
    at,
    plan,
  };
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
  return { path, write: nothing, remove: nothing, await: async () => "", abandon: nothing };
}

/**
 * Its lines are not synced to disk: they are for a process that was killed, and are in the system's memory then. With
 * the host goes the graph that they are about. Synced are the edits of rc.conf, which outlast a boot, and the journals
 * that wait to be confirmed, which lead back from them.
 */
function journalAt(host: Host, path: string): Journal {
  const write = (entry: Entry) => host.files.append(path, `${JSON.stringify(entry)}\n`);
  return {
    path,
    write,
    remove: async () => {
      await host.files.remove(path);
      ours.delete(path);
    },
    await: async (seconds) => {
      await keepAwaiting(host, path, seconds);
      ours.delete(path);
      return path.slice(JOURNALS.length + 1);
    },
    abandon: async (why) => {
      ours.delete(path);
      // One that went although removing it failed must not come again, without its head.
      if ((await host.files.read(path)) !== undefined) await write({ abandoned: why });
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
async function keepAwaiting(host: Host, path: string, seconds: number): Promise<void> {
  const text = (await host.files.read(path)) ?? "";
  const kept = path.replace(JOURNALS, AWAITING);
  try {
    // What is there is half written, or is edited: a file beside it was left behind.
    await host.files.append(kept, "");
    const deadline = (await host.uptime()).seconds + seconds;
    await host.files.edit(kept, () => withEntry(text, { awaiting: deadline }));
    await host.files.remove(path);
  } catch (error) {
    await host.files.remove(kept).catch(() => {});
    throw error;
  }
}

/** What tells whether a journal is at work. */
interface Surroundings {
  readonly processes: Processes;
  readonly now: Uptime;
}

async function surroundings(host: Host): Promise<Surroundings> {
  return { processes: await host.processes(), now: await host.uptime() };
}

const forParsing = () => import("./parsejournal.ts");

/** Takes over a journal that was left behind; undefined when somebody else was faster. */
export async function takeOver(host: Host, path: string): Promise<Journal | undefined> {
  const around = await surroundings(host);
  const { parseJournal } = await forParsing();
  let taken = false;
  await host.files.edit(path, (text) => {
    const journal = text === undefined ? undefined : parseJournal(text);
    taken = journal !== undefined && !inContext(path, journal, around).live;
    return taken ? withEntry(text!, { takenBy: around.processes.own }) : undefined;
  });
  if (!taken) return undefined;
  ours.add(path);
  return journalAt(host, path);
}

/** All there is: journals of this version, and what is strange. */
export interface Found {
  readonly journals: readonly ReadJournal[];
  readonly strange: readonly Strange[];
}

/**
 * Finds the journals: `left` behind by processes that are gone, or those that somebody is at work on. `awaitingOnly`:
 * none of those that were never to be confirmed, which are many where a hundred jails start at once.
 */
export async function findJournals(
  host: Host,
  which: "left" | "live",
  { awaitingOnly = false } = {},
): Promise<Found> {
  const journals: ReadJournal[] = [];
  const strange: Strange[] = [];
  const working = awaitingOnly ? [] : await pathsIn(host, JOURNALS);
  const awaiting = await pathsIn(host, AWAITING);
  if (working.length + awaiting.length === 0) return { journals, strange };
  const around = await surroundings(host);
  for (const path of [...working, ...awaiting]) {
    const writer = writerOf(path);
    const writerLives = writer !== undefined && isAtWork(writer, path, around.processes);
    // Most are of processes that run: their names tell, and they need not be read.
    if (which === "left" && writerLives && working.includes(path)) continue;
    try {
      const text = await host.files.read(path);
      if (text === undefined) continue;
      if (writer === undefined) throw new NoJournalError("its name is not a journal's", false);
      const journal = (await forParsing()).parseJournal(text);
      // Killed while it wrote the first line: nothing was begun.
      if (journal === undefined) {
        if (!writerLives) await host.files.remove(path);
        continue;
      }
      const read = inContext(path, journal, around);
      if (read.live === (which === "live")) journals.push(read);
    } catch (error) {
      if (writerLives) continue;
      if (error instanceof NoJournalError)
        strange.push({ path, why: error.message, ofNewer: error.ofNewer });
      else if (isNoFile(error)) strange.push({ path, why: error.reason, ofNewer: false });
      else throw error;
    }
  }
  return { journals, strange };
}

/** What is no file, or none of ours: other failures of reading are the system's. */
function isNoFile(error: unknown): error is FileError {
  return (
    error instanceof FileError && (error.errno === errno.EFTYPE || error.errno === errno.EISDIR)
  );
}

/** The paths of what lies in a directory of journals. What a killed edit left beside no journal is removed. */
async function pathsIn(host: Host, directory: string): Promise<string[]> {
  const names = await host.files.list(directory);
  const paths: string[] = [];
  for (const name of names) {
    const path = `${directory}/${name}`;
    if (!HALF_EDITED.test(name)) paths.push(path);
    else if (!names.includes(name.replace(/\.ngbuddy$/, "")))
      await host.files.remove(path).catch(() => {});
  }
  return paths;
}

function writerOf(path: string): ProcessMark | undefined {
  const [, pid, began] = NAME.exec(path.slice(path.lastIndexOf("/") + 1)) ?? [];
  return pid === undefined ? undefined : { pid: Number(pid), began: began! };
}

function isAtWork(mark: ProcessMark, path: string, { own, lives }: Processes): boolean {
  return mark.pid === own.pid && mark.began === own.began ? ours.has(path) : lives(mark);
}

/** What was not confirmed before the host was booted is not any more: whoever had to has lost it. */
function inContext(
  path: string,
  journal: JournalText,
  { processes, now }: Surroundings,
): ReadJournal {
  const sameBoot = isSameBoot(journal.at, now);
  const left =
    journal.state === "awaiting" && sameBoot ? journal.awaiting! - now.seconds : undefined;
  const secondsLeft = left !== undefined && left > 0 ? left : undefined;
  const live =
    journal.state === "working"
      ? isAtWork(journal.holder, path, processes)
      : secondsLeft !== undefined;
  return { ...journal, path, live, sameBoot, secondsLeft };
}
