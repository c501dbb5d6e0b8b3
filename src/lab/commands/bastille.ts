/** bastille(8) 1.4 of the ports, as far as the network of jails goes: what it writes, and what it has jail(8) do. */
import { BASTILLE_SETTINGS } from "../freebsd/ports.ts";
import { CommandEnd, command } from "../process/failure.ts";
import { EX_UNAVAILABLE } from "../process/sysexits.ts";
import { Bastille } from "./bastille/context.ts";
import { subcommands, summaries } from "./bastille/index.ts";
import { runSubcommand } from "./bastille/subcommand.ts";

/** Further names of subcommands. */
const ALIASES: { readonly [name: string]: string } = {
  destory: "destroy",
  limit: "limits",
  log: "logs",
  net: "network",
  p: "plugin",
  tag: "tags",
  unmount: "umount",
};

const VERSION = "1.4.4";

const USAGE = `\t
Bastille is an open-source system for automating deployment and management of
containerized applications on FreeBSD.

Usage:
  bastille [option(s)] COMMAND [option(s)] TARGET ARGS

Available Commands:
${Object.entries(summaries)
  .map(([name, summary]) => `  ${name.padEnd(11)} ${summary}\n`)
  .join("")}
Use "bastille COMMAND -h|--help" for more information about a command.
Use "bastille -c|--config FILE COMMAND" to specify a non-default config file.
Use "bastille -v|--version" for version information.
Use "bastille -q|--quiet COMMAND" to supress Bastille-specific output.
Use "bastille -j|--json COMMAND" for JSON output (on supported commands).
Use "bastille -p|--pretty COMMAND" for indented JSON output (implies --json).
Use "bastille -x|--debug COMMAND" to enable debug mode.

`;

export const bastille = command(async (process) => {
  const words = process.argv.slice(1);
  let file = BASTILLE_SETTINGS;
  let isQuiet = false;
  const usage = () => {
    process.out(USAGE);
    return 1;
  };
  for (;;) {
    const word = words.shift();
    if (word === undefined || ["-h", "--help", "help"].includes(word)) return usage();
    if (["-v", "--version", "version"].includes(word)) {
      process.out(`${VERSION}\n`);
      return 0;
    }
    if (word === "-q" || word === "--quiet") isQuiet = true;
    else if (word === "-c" || word === "--config") {
      const given = words.shift() ?? "";
      file = `/usr/local/etc/bastille/${given}`;
      if (!process.lab.files.exists(file))
        throw new CommandEnd(1, `Not a valid config file: ${given}`, false);
    } else if (["-j", "--json", "-p", "--pretty", "-x", "-xx", "--debug"].includes(word))
      throw new CommandEnd(EX_UNAVAILABLE, `bastille: ${word}: not emulated in a lab`, false);
    else if (word.startsWith("-")) throw new CommandEnd(1, `Unknown Option: "${word}"`, false);
    else {
      const name = ALIASES[word] ?? word;
      if (!Object.hasOwn(summaries, name)) return usage();
      const subcommand = Object.hasOwn(subcommands, name) ? subcommands[name] : undefined;
      if (subcommand === undefined)
        throw new CommandEnd(EX_UNAVAILABLE, `bastille: ${name}: not emulated in a lab`, false);
      return await runSubcommand(Bastille.open(process, file, isQuiet), name, subcommand, words);
    }
  }
});
