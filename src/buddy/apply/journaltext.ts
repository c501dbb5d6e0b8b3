/** A journal's text: a line of JSON for its head, and one for each thing that happened since. */
import type { Uptime } from "../../host/host.ts";
import type { ProcessMark } from "../../host/processes.ts";
import type { Plan } from "../plan/step.ts";
import type { Edited, Eifaces, Fact } from "./context.ts";

/** How journals of this version look. A change of what they hold needs another number. */
export const JOURNAL_VERSION = 2;

/** The first line of a journal. */
export interface JournalHead extends ProcessMark {
  readonly version: typeof JOURNAL_VERSION;
  /** The ngbuddy that wrote it: `0.1.0`. */
  readonly by: string;
  /** When it was begun: seconds since the epoch for people, and the host's own clock, which nobody sets. */
  readonly started: number;
  /** The host's own clock when it was begun. */
  readonly at: Uptime;
  readonly plan: Plan;
}

/** Every other line. */
export type Entry =
  /** Step `begin` is about to be done; those before it were. */
  | { readonly begin: number }
  /** Step `undoing` is about to be taken back; those after it were. */
  | { readonly undoing: number }
  /** Step `undone` and all after it were taken back. */
  | { readonly undone: number }
  | Fact
  /** All was done, and is to be undone when the host has been up for so many seconds, unless the journal goes before. */
  | { readonly awaiting: number }
  /** Another process clears up. */
  | { readonly takenBy: ProcessMark }
  /** Whoever was at work has given up, and why: another one may take over. */
  | { readonly abandoned: string };

/** What a journal says. */
export interface JournalText extends JournalHead {
  /** Whose turn it is. */
  readonly holder: ProcessMark;
  readonly state: "working" | "awaiting" | "abandoned";
  /** The last step that was begun, and not undone since; -1 when there is none. */
  readonly begun: number;
  /** The first of the steps that were begun and undone since, if only in part; undefined when none was. */
  readonly undone: number | undefined;
  readonly edited: readonly Edited[];
  /** As the context's. */
  readonly own: Eifaces;
  readonly again: Eifaces;
  /** How long the host will have been up when it is undone unless it is confirmed; undefined when nobody wanted that. */
  readonly awaiting: number | undefined;
}

/** A text that is no journal of this version, and why. */
export class NoJournalError extends Error {
  override readonly name = "NoJournalError";
  constructor(
    message: string,
    /** Does a newer ngbuddy know what to do with it? */
    readonly ofNewer: boolean,
  ) {
    super(message);
  }
}

/** The text with one more line behind its last whole one. */
export function withEntry(whole: string, entry: Entry): string {
  return `${whole.slice(0, whole.lastIndexOf("\n") + 1)}${JSON.stringify(entry)}\n`;
}
