/** A command of the base system that failed. */
import type { CommandResult } from "./host.ts";

/** More of what a command says nobody reads. */
const MAX_SAID = 300;

/** A command of the base system that failed: its words, its exit status and what it said. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  constructor(readonly result: CommandResult) {
    super(`${result.argv.join(" ")}: ${whatItSaid(result)}`);
  }
}

function whatItSaid({ argv, status, stdout, stderr }: CommandResult): string {
  // getopt(3) of releases whose ifconfig and route do not have it.
  if (argv[1] === "-j" && /(?:illegal|invalid) option -- j/.test(stderr))
    return `this FreeBSD's ${argv[0]} cannot look into a jail from outside (-j); that takes FreeBSD 13.3, 14.0 or newer`;
  // Some, such as service(8), say on standard output what is wrong.
  const printed = stdout
    .slice(0, MAX_SAID + 1)
    .trim()
    .replaceAll("\n", " ");
  const said =
    stderr
      .slice(-MAX_SAID * 4)
      .trim()
      .split("\n")
      .at(-1) || printed;
  if (said === "") return `exit status ${status}`;
  return said.length > MAX_SAID ? `${said.slice(0, MAX_SAID)}…` : said;
}
