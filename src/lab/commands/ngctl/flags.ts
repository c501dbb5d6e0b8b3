/** Options of ngctl's commands, as getopt(3) reads them. */
import { readOptions } from "../../process/getopt.ts";
import type { Session } from "./session.ts";

/** Letters given as options in front of the arguments; undefined for one that is not known, which is said. */
export function takeFlags(
  session: Session,
  words: readonly string[],
  known: string,
): { flags: Set<string>; args: readonly string[] } | undefined {
  const { fault, options, operands } = readOptions(words.slice(1), known);
  if (fault !== undefined) {
    session.warnx(`illegal option -- ${fault.letter}`);
    return undefined;
  }
  return { flags: new Set(options.map(({ letter }) => letter)), args: operands };
}
