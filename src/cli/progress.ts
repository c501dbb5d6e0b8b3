/** One line on a terminal that shows how far work has come which takes over a second. */
import { cut } from "../buddy/columns.ts";
import { printable } from "../buddy/printable.ts";
import type { Io } from "./io.ts";

/** Nothing is shown before this time is over, milliseconds. */
const PATIENCE = 1000;
const PAUSE = 100;

/** The line, as long as it is wanted. */
export interface ProgressLine {
  /** Is called for each step, counted from 0. */
  show(at: number, total: number, doing: string): void;
  /** Takes the line away. */
  clear(): void;
}

/** Makes the line of a terminal. */
export function progressLine(
  { err, terminal, env }: Pick<Io, "err" | "terminal" | "env">,
  wanted: boolean,
  clock: () => number = () => performance.now(),
): ProgressLine {
  // What such a terminal shows cannot be taken back; rc.d says that the console is one.
  const enabled = wanted && env["TERM"] !== "dumb";
  const since = clock();
  let last = 0;
  let shown = false;
  return {
    show(at, total, doing) {
      const now = clock();
      if (!enabled || now - since < PATIENCE || now - last < PAUSE) return;
      last = now;
      const shownOn = terminal();
      if (shownOn === undefined) return;
      shown = true;
      const line = `${at + 1}/${total} ${printable(doing)}`;
      err(`\r\x1b[K${cut(line, shownOn.columns - 1, "")}`);
    },
    clear() {
      if (shown) err("\r\x1b[K");
      shown = false;
    },
  };
}
