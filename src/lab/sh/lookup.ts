/** Where a shell finds the programs that it runs: at a path, or in the directories of PATH (bin/sh/exec.c, find_command). */
import { isBuiltin } from "../../config/builtins.ts";
import type { Program } from "../process/process.ts";
import type { Shell } from "./shell.ts";

/** The program that a command's name stands for. What sh has built in needs no PATH. */
export function findCommand(shell: Shell, name: string, path = ""): Program {
  if (name.includes("/") || isBuiltin(name)) return shell.program(name);
  let best: Program = { kind: "absent" };
  for (const directory of path.split(":")) {
    // An empty directory is the current one.
    const program = shell.program(`${directory === "" ? "." : directory}/${name}`);
    if (program.kind === "forbidden") best = program;
    else if (program.kind !== "absent") return program;
  }
  return best;
}

/** The path of a program that there is. */
export function pathOf(program: Program): string | undefined {
  return "path" in program ? program.path : undefined;
}
