/** What SIGINT, SIGTERM and SIGHUP do to a run of the program. */
import { optionWords } from "./arguments.ts";
import type { Traits } from "./subcommand.ts";

/**
 * How a run takes signals. `reads`: the system ends it at once, whatever it waits for. `watches`: it ends by itself, or is
 * ended. `serves`: it ends in order. `changes`: so it does, and it goes on when the terminal is lost. `passes on`:
 * Control-C is for a command in a lab. `own`: it sees to signals itself.
 */
export type Kind = "reads" | "watches" | "serves" | "changes" | "passes on" | "own";

/** The kind of a run of this subcommand with the words of its command line. */
export function kindOf(traits: Traits | undefined, argv: readonly string[]): Kind {
  const does = (what: string | true | undefined) =>
    what === true || (what !== undefined && argv.includes(what));
  if (does(traits?.changes)) return isPreview(argv) ? "reads" : "changes";
  if (traits?.serves) return "serves";
  if (traits?.ownSignals) return "own";
  if (traits?.passesOn) return "passes on";
  return does(traits?.watches) ? "watches" : "reads";
}

function isPreview(argv: readonly string[]): boolean {
  return optionWords(argv).some((word) => word === "--dry-run" || /^-[a-z]*n[a-z]*$/.test(word));
}

/** How long one that watches may take to give a terminal or a port back, milliseconds. */
const GRACE = 200;

/** Sees to the signals as is right for the kind. Returns what is aborted when the run is to end. */
export function interruption(kind: Kind): AbortSignal {
  const interrupt = new AbortController();
  if (kind === "reads" || kind === "own") return interrupt.signal;
  const end = (signal: NodeJS.Signals) => {
    const again = interrupt.signal.aborted;
    interrupt.abort();
    const die = () =>
      process.exit(128 + process.getBuiltinModule("node:os").constants.signals[signal]);
    if (kind === "watches") setTimeout(die, GRACE).unref();
    else if (kind === "passes on" && again) die();
  };
  process.on("SIGINT", end);
  if (kind === "passes on") return interrupt.signal;
  process.on("SIGTERM", end);
  process.on("SIGHUP", kind === "changes" ? () => {} : end);
  return interrupt.signal;
}
