/** How a command ends early: err(3), errx(3), warn(3) and the usage message. */
import { errnoText, NetgraphError } from "../../netgraph/errno.ts";
import type { Process, ShellProcess } from "./process.ts";

/** The end of a command: what it says on standard error, and its exit status. */
export class CommandEnd extends Error {
  override readonly name = "CommandEnd";
  constructor(
    readonly status: number,
    /** Empty when all has been said. */
    readonly text: string,
    /** Is the command's name put in front? */
    readonly named: boolean,
  ) {
    super(text);
  }
}

/** Ends the command with a message. */
export function errx(status: number, text: string): never {
  throw new CommandEnd(status, text, true);
}

/** Ends the command with a message and what an errno means. */
export function err(status: number, number: number, text: string): never {
  throw new CommandEnd(status, `${text}: ${errnoText(number)}`, true);
}

/** Ends the command with its usage message, which has the name in it already. */
export function usage(text: string, status = 1): never {
  throw new CommandEnd(status, text, false);
}

/** The name a command was called by, without its directory. */
function programName(process: Pick<Process, "argv">): string {
  const name = process.argv[0] ?? "";
  return name.slice(name.lastIndexOf("/") + 1);
}

/** Says something on standard error and goes on: warnx(3). */
export function warnx(process: Pick<Process, "argv" | "err">, text: string): void {
  process.err(`${programName(process)}: ${text}\n`);
}

/** Says something and what an errno means, and goes on: warn(3). */
export function warn(process: Pick<Process, "argv" | "err">, number: number, text: string): void {
  warnx(process, `${text}: ${errnoText(number)}`);
}

/** Makes a command of a function that may end early by `err`, `errx` and `usage`. What it was refused and did not look after ends it, too. */
export function command<P extends ShellProcess = Process>(
  run: (process: P) => number | Promise<number>,
): (process: P) => Promise<number> {
  return async (process) => {
    try {
      return await run(process);
    } catch (error) {
      if (error instanceof NetgraphError) {
        warn(process, error.errno, error.object);
        return 1;
      }
      if (!(error instanceof CommandEnd)) throw error;
      if (error.text !== "")
        process.err(`${error.named ? `${programName(process)}: ` : ""}${error.text}\n`);
      return error.status;
    }
  };
}

/** The errno of a refusal; other errors are thrown again. */
export function errnoOf(error: unknown): number {
  if (error instanceof NetgraphError) return error.errno;
  throw error;
}
