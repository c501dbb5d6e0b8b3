/** Where captured frames go: a file, or standard output for whoever reads it. */
import { closeSync } from "node:fs";
import type { NamedFrom } from "../host/namedplace.ts";
import { createRegular, writeAll } from "../host/regular.ts";
import { exitStatus, Failure } from "./io.ts";
import { atNamed, toWrite } from "./namedfiles.ts";
import { writeBytes } from "./output.ts";

/** What `-w` calls standard output. */
export const STDOUT = "-";

/** A file of captured frames that is being written. */
export interface CaptureFile {
  /** Adds bytes. Returns false when nobody reads them any more. Throws a Failure. */
  write(bytes: Uint8Array): boolean;
  close(): void;
}

/** Opens what `-w` says. Throws a Failure that names the subcommand. */
export function openCaptureFile(from: NamedFrom, subcommand: string, path: string): CaptureFile {
  return path === STDOUT ? standardOutput() : newFile(from, subcommand, path);
}

function newFile(from: NamedFrom, subcommand: string, path: string): CaptureFile {
  const attempt = <T>(action: (place: string) => T): T =>
    atNamed(from, path, toWrite(subcommand, path), action);
  const file = attempt((place) => createRegular(place, 0o666));
  return {
    write(bytes) {
      attempt(() => writeAll(file, bytes));
      return true;
    },
    close: () => closeSync(file),
  };
}

function standardOutput(): CaptureFile {
  let isRead = true;
  return {
    write(bytes) {
      isRead &&= writeBytes(bytes);
      return isRead;
    },
    close() {},
  };
}

/** Reads `--count` and the like. Throws a Failure for what is no number of that kind. */
export function wholeNumber(
  subcommand: string,
  option: string,
  text: string | undefined,
  of: string,
): number | undefined {
  if (text === undefined) return undefined;
  const number = /^\d{1,15}$/.test(text) ? Number(text) : 0;
  if (number > 0) return number;
  throw new Failure(
    exitStatus.usage,
    `${subcommand}: --${option} must be a number of ${of}, 1 or more, and is "${text}"`,
  );
}
