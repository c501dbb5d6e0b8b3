/** What is left of a lab that ended by itself: why, for whoever uses it next. */
import { closeSync, existsSync, rmSync } from "node:fs";
import { createRegular, readRegular, writeAll } from "../../host/regular.ts";
import type { LabDirectory } from "./directory.ts";

/** The longest reason, characters. */
const MAX_REASON = 200;

/** Notes why a lab ends. */
export function noteEnd(directory: LabDirectory, why: string): void {
  try {
    const file = createRegular(directory.ended);
    writeAll(file, Buffer.from(`${why}\n`));
    closeSync(file);
  } catch (error) {
    // A full disk is no reason for a lab to stay.
    console.error(`lab: ${directory.ended}: ${String(error)}`);
  }
}

/** A lab that runs has not ended. */
export function forgetEnd(directory: LabDirectory): void {
  rmSync(directory.ended, { force: true });
}

/** Returns why a lab's last process ended by itself; undefined when it did not. */
export function whyEnded(directory: LabDirectory): string | undefined {
  if (!existsSync(directory.ended)) return undefined;
  try {
    return readRegular(directory.ended, "own").toString().trim().slice(0, MAX_REASON);
  } catch {
    return undefined;
  }
}
