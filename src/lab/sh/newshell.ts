/** A shell with all that sh(1) has built in. */
import type { ShellProcess } from "../process/process.ts";
import { builtins } from "./builtins.ts";
import { Shell } from "./shell.ts";

/** Makes a shell of its own, without variables; `name` is its `$0`. */
export function newShell(
  process: ShellProcess,
  name: string,
  parameters: readonly string[],
): Shell {
  return new Shell(process, name, parameters, builtins);
}
