/** The files that a command line names: a lab's inside of a lab, this machine's anywhere else; and standard input. */
import { posix } from "node:path";
import type { HostFiles } from "../host/host.ts";
import { type NamedFrom, placeOfNamed } from "../host/namedplace.ts";
import { exitStatus, Failure, reasonOf } from "./io.ts";
import type { SubcommandContext } from "./subcommand.ts";

/** How standard input is named. */
export const STDIN = "-";

/** Returns what reads them for a subcommand. Reading throws a Failure where there is no standard input, and a FileError. */
export async function filesNamed(
  context: SubcommandContext,
  subcommand: string,
): Promise<Pick<HostFiles, "read" | "list">> {
  const { directory, root = "/" } = context;
  const place = (path: string) => (directory === undefined ? path : posix.resolve(directory, path));
  const files =
    directory === undefined || context.root !== undefined
      ? (await import("../host/realfiles.ts")).realFiles({ root })
      : (await context.host()).files;
  let input: Promise<string> | undefined;
  return {
    list: (path) => files.list(place(path)),
    async read(path) {
      if (path !== STDIN) return await files.read(place(path));
      if (context.input === undefined)
        throw new Failure(
          exitStatus.noInput,
          `${subcommand}: there is no standard input here; name a FILE`,
        );
      input ??= context.input();
      return await input;
    },
  };
}

/** What is done with a file that was named, and the exit status and the line, without the reason, when that fails. */
export interface Wish {
  readonly subcommand: string;
  readonly status: number;
  readonly failing: string;
}

/** What it is to read a file that was named. */
export function toRead(subcommand: string, file: string): Wish {
  return { subcommand, status: exitStatus.noInput, failing: `cannot read ${file}` };
}

/** What it is to write a file that was named. */
export function toWrite(subcommand: string, file: string): Wish {
  return { subcommand, status: exitStatus.cannotCreate, failing: `cannot write ${file}` };
}

/**
 * Does something at once with a file that was named, where it lies on this machine. Throws a Failure that calls the file
 * what it was called.
 */
export function atNamed<T>(
  from: NamedFrom,
  file: string,
  { subcommand, status, failing }: Wish,
  action: (place: string) => T,
): T {
  let place: string | undefined;
  try {
    place = placeOfNamed(from, file);
    if (place === undefined) throw noText(subcommand);
    return action(place);
  } catch (error) {
    if (error instanceof Failure) throw error;
    const reason = reasonOf(error).replaceAll(place ?? file, file);
    throw new Failure(status, `${subcommand}: ${failing}: ${reason}`);
  }
}

/** What is said of what is no text to who runs the program inside of a lab. */
export function noText(subcommand: string): Failure {
  return new Failure(
    exitStatus.unavailable,
    `${subcommand}: inside of a lab files and output are text; for this run ngbuddy in ngbuddy lab shell, or with NGBUDDY_LAB`,
  );
}
