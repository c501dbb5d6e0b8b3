/** What is shown on a terminal again and again, in the same place. */
import { cut } from "../buddy/columns.ts";
import { counted } from "../buddy/counted.ts";
import type { Terminal } from "./io.ts";

/** Moves the cursor to the top left; clears the rest of a line; clears what is below. */
const HOME = "\x1b[H";
const CLEAR_LINE = "\x1b[K";
const CLEAR_BELOW = "\x1b[J";

/**
 * Returns what puts these lines on a terminal in place of what was there, without the flicker of an empty screen. Lines are cut
 * to its width, and of too many the last say how many more there are.
 */
export function refreshed(lines: readonly string[], { columns, rows }: Terminal): string {
  // The cursor stands below the last line.
  const room = Math.max(1, rows - 1);
  const more = lines.length - room + 1;
  const shown =
    lines.length <= room
      ? lines
      : [...lines.slice(0, room - 1), `… and ${counted(more, "more line")}`];
  return `${HOME}${shown.map((line) => `${cut(line, columns)}${CLEAR_LINE}\n`).join("")}${CLEAR_BELOW}`;
}
