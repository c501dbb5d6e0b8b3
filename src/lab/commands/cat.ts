/** cat(1) */
import { command, errnoOf, usage, warn } from "../process/failure.ts";
import { getopt } from "../process/getopt.ts";
import { placeOf } from "../process/paths.ts";
import type { ShellProcess } from "../process/process.ts";

const USAGE = "usage: cat [-u] [file ...]";

export const cat = command(async (process: ShellProcess) => {
  const { operands } = getopt(process, "u", USAGE);
  if (operands.some((word) => word === "")) usage(USAGE);
  let status = 0;
  for (const name of operands.length === 0 ? ["-"] : operands) {
    if (name === "-") {
      process.out(await process.stdin.all());
      continue;
    }
    try {
      process.out(process.lab.files.read(placeOf(process, name)));
    } catch (error) {
      warn(process, errnoOf(error), name);
      status = 1;
    }
  }
  return status;
});
