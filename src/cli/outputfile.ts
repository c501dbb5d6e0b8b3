/** Files that a subcommand writes because its user named them. */
import { closeSync } from "node:fs";
import { posix } from "node:path";
import type { Host } from "../host/host.ts";
import type { NamedFrom } from "../host/namedplace.ts";
import { createRegular, writeAll } from "../host/regular.ts";
import { replaceRegular } from "../host/replace.ts";
import { atNamed, toWrite } from "./namedfiles.ts";

/** Writes a file anew. Throws a Failure that names the subcommand and the file. */
export function writeOutput(
  from: NamedFrom,
  subcommand: string,
  file: string,
  content: string | Uint8Array,
): void {
  atNamed(from, file, toWrite(subcommand, file), (place) => {
    const made = createRegular(place, 0o666);
    try {
      writeAll(made, Buffer.from(content));
    } finally {
      closeSync(made);
    }
  });
}

/** Writes a picture. Throws a Failure for one that is no text where a lab's files are in memory alone. */
export async function writePicture(
  host: Host,
  from: NamedFrom,
  file: string,
  picture: string | Uint8Array,
): Promise<void> {
  if (typeof picture === "string" && (await writeInMemory(host, from, file, picture))) return;
  writeOutput(from, "graph", file, picture);
}

/**
 * Replaces a file at once, for others to read again and again. Throws a Failure that names the subcommand and the file, and
 * a FileError.
 */
export async function replaceOutput(
  host: Host,
  from: NamedFrom,
  subcommand: string,
  file: string,
  text: string,
): Promise<void> {
  if (await writeInMemory(host, from, file, text)) return;
  atNamed(from, file, toWrite(subcommand, file), (place) =>
    replaceRegular(place, Buffer.from(text), 0o666),
  );
}

/** Writes a file of a lab whose files are in memory alone. Returns false for any other. Throws a FileError. */
async function writeInMemory(
  host: Host,
  { directory, root }: NamedFrom,
  file: string,
  text: string,
): Promise<boolean> {
  if (directory === undefined || root !== undefined) return false;
  await host.files.edit(posix.resolve(directory, file), () => text);
  return true;
}
