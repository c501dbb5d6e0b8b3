/** What was typed in a lab's shell before: a file in the lab's directory, a line each. */
import { closeSync } from "node:fs";
import { appendTo, openToAppend, readRegular } from "../../../host/regular.ts";

/** So many lines are known when a shell begins. */
const MAX_LINES = 1000;

/** Returns the lines of a history, the oldest first; none when it cannot be read. */
export function readHistory(file: string): string[] {
  try {
    const text = readRegular(file, "own").toString();
    return text.split("\n").filter(Boolean).slice(-MAX_LINES);
  } catch {
    return [];
  }
}

/** Adds a line to a history. One that cannot be kept is no reason not to go on. */
export function remember(file: string, line: string): void {
  if (line.trim() === "") return;
  try {
    const { file: descriptor } = openToAppend(file);
    try {
      appendTo(descriptor, Buffer.from(`${line}\n`));
    } finally {
      closeSync(descriptor);
    }
  } catch {}
}
