/** Files that a subcommand writes because its user named them. */
import { closeSync } from "node:fs";
import { createRegular, writeAll } from "../host/regular.ts";
import { exitStatus, Failure, reasonOf } from "./io.ts";

/** Writes a file anew. Throws a Failure that names the subcommand and the file. */
export function writeOutput(subcommand: string, file: string, content: string | Uint8Array): void {
  try {
    const made = createRegular(file, 0o666);
    try {
      writeAll(made, Buffer.from(content));
    } finally {
      closeSync(made);
    }
  } catch (error) {
    throw new Failure(
      exitStatus.cannotCreate,
      `${subcommand}: cannot write ${file}: ${reasonOf(error)}`,
    );
  }
}
