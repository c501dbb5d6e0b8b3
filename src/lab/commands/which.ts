/** which(1): where programs are. */
import { command, usage } from "../process/failure.ts";
import { getopt } from "../process/getopt.ts";
import type { ShellProcess } from "../process/process.ts";

const USAGE = "usage: which [-as] program ...";

export const which = command((process: ShellProcess) => {
  const { has, operands } = getopt(process, "as", USAGE);
  if (operands.length === 0) usage(USAGE);
  const directories = (process.environment["PATH"] ?? "").split(":");
  let status = 0;
  for (const name of operands) {
    const paths = name.includes("/")
      ? [name]
      : directories.map((directory) => `${directory === "" ? "." : directory}/${name}`);
    const found = paths.filter((path) => {
      const program = process.lab.program(path, process);
      // What FreeBSD has is there, though a lab cannot run it.
      return program.kind === "command" || program.kind === "elsewhere";
    });
    if (found.length === 0) status = 1;
    if (has("s")) continue;
    for (const path of has("a") ? found : found.slice(0, 1)) process.out(`${path}\n`);
  }
  return status;
});
