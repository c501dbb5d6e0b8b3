/** Files that a subcommand writes because its user named them. */
import { closeSync } from "node:fs";
import { posix } from "node:path";
import type { Host } from "../host/host.ts";
import { createRegular, writeAll } from "../host/regular.ts";
import { replaceRegular } from "../host/replace.ts";
import { exitStatus, Failure, type Io, reasonOf } from "./io.ts";

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

/** Writes a picture: where the program runs inside of a lab, a file of that, which is text. Throws a Failure. */
export async function writePicture(
  host: Host,
  { directory }: Pick<Io, "directory">,
  file: string,
  picture: string | Uint8Array,
): Promise<void> {
  if (directory === undefined) writeOutput("graph", file, picture);
  else if (typeof picture !== "string") throw noText("graph");
  else await writeInLab(host, directory, file, picture);
}

/** Writes a file of a lab, for who runs the program inside of that, in this directory. Throws a FileError. */
export async function writeInLab(
  host: Host,
  directory: string,
  file: string,
  text: string,
): Promise<void> {
  await host.files.edit(posix.resolve(directory, file), () => text);
}

/** What is said of output that is no text to who runs the program inside of a lab. */
export function noText(subcommand: string): Failure {
  return new Failure(
    exitStatus.unavailable,
    `${subcommand}: inside of a lab files and output are text; for this run ngbuddy in ngbuddy lab shell, or with NGBUDDY_LAB`,
  );
}
