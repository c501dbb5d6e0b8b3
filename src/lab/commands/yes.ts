/** yes(1): the same line again and again. */
import { command, errx } from "../process/failure.ts";
import type { ShellProcess } from "../process/process.ts";
import { EX_UNAVAILABLE } from "../process/sysexits.ts";

/** So many characters are written at one go, and in all. */
const AT_ONCE = 8192;
const MAX_WRITTEN = 10_000_000;

export const yes = command(async (process: ShellProcess) => {
  const line = `${process.argv.slice(1).join(" ") || "y"}\n`;
  const block = line.repeat(Math.max(1, Math.floor(AT_ONCE / line.length)));
  for (let written = 0; written < MAX_WRITTEN; written += block.length) {
    if (process.signal.aborted) return 1;
    process.out(block);
    // Whoever reads it, or ends it, gets a turn.
    await new Promise((resolve) => setImmediate(resolve));
  }
  errx(EX_UNAVAILABLE, "so much output: not emulated in a lab");
});
