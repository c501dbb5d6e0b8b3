/** The arguments of a subcommand, read. */
import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import { exitStatus, Failure } from "./io.ts";

/** Options and positional arguments, from `least` to `most` of the latter. Throws a Failure that shows the usage. */
export function readArguments<const T extends ParseArgsOptionsConfig>(
  args: readonly string[],
  usage: string,
  options: T,
  least: number,
  most: number,
) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options,
      strict: true,
      allowPositionals: true,
    });
    const tooMuch = positionals[most];
    if (tooMuch !== undefined) throw wrong(`"${tooMuch}" is too much`, usage);
    if (positionals.length < least) throw wrong("something is missing", usage);
    return { values, positionals };
  } catch (error) {
    if (!(error as NodeJS.ErrnoException).code?.startsWith("ERR_PARSE_ARGS")) throw error;
    const what = (error as Error).message.split(/[.\n]/)[0]!;
    throw wrong(what, usage);
  }
}

function wrong(what: string, usage: string): Failure {
  return new Failure(exitStatus.usage, `${what}; usage: ngbuddy ${usage}`);
}
