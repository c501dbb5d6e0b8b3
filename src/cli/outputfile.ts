/** Files that a subcommand writes because its user named them. */
import { closeSync } from "node:fs";
import { createRegular, writeAll } from "../host/regular.ts";
import { replaceRegular } from "../host/replace.ts";
import { exitStatus, Failure, reasonOf } from "./io.ts";

/** Writes a file anew. Throws a Failure that names the subcommand and the file. */
export function writeOutput(subcommand: string, file: string, content: string | Uint8Array): void {
  orFail(subcommand, file, () => {
    const made = createRegular(file, 0o666);
    try {
      writeAll(made, Buffer.from(content));
    } finally {
      closeSync(made);
    }
  });
}

/** Replaces a file at once, for others to read again and again. Throws a Failure that names the subcommand and the file. */
export function replaceOutput(subcommand: string, file: string, content: string): void {
  orFail(subcommand, file, () => replaceRegular(file, Buffer.from(content), 0o666));
}

function orFail(subcommand: string, file: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    throw new Failure(
      exitStatus.cannotCreate,
      `${subcommand}: cannot write ${file}: ${reasonOf(error)}`,
    );
  }
}
