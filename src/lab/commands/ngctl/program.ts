/** ngctl's commands about itself: help, read, debug, quit; finding a command; files of commands. */
import { errnoText, NetgraphError } from "../../../netgraph/errno.ts";
import { placeOf } from "../../process/paths.ts";
import { dot } from "./dot.ts";
import { connect, mkpeer, name, rmhook, shutdown } from "./nodes.ts";
import type { Outcome, Session, Subcommand } from "./session.ts";
import { config, list, show, status, types } from "./show.ts";
import { msg, write } from "./talk.ts";

const HELP_WIDTH = 64;

const help: Subcommand = {
  usage: "help [command]",
  summary: "Show command summary or get more help on a specific command",
  aliases: ["?"],
  run(session, [, wanted]) {
    if (wanted === undefined) {
      const rows = subcommands.map(
        ({ usage, summary }) => `  ${usage.split(" ")[0]!.padEnd(10)} ${summary}\n`,
      );
      session.out(`Available commands:\n${rows.join("")}`);
      return "ok";
    }
    const command = find(session, wanted);
    if (command === undefined) return "ok";
    session.out(`usage:    ${command.usage}\n`);
    if (command.aliases) session.out(`Aliases:  ${command.aliases.join(", ")}\n`);
    session.out(`Summary:  ${command.summary}\n`);
    if (command.help) session.out(`Description:\n${wrap(command.help)}`);
    return "ok";
  },
};

/** Lines of at most HELP_WIDTH characters, cut after a space, which stays. */
function wrap(text: string): string {
  let lines = "";
  for (let rest = text; rest !== ""; ) {
    rest = rest.trimStart();
    const line = rest.length <= HELP_WIDTH ? rest : rest.slice(0, HELP_WIDTH).replace(/\S*$/, "");
    lines += `  ${line}\n`;
    rest = rest.slice(line.length);
  }
  return lines;
}

const read: Subcommand = {
  usage: "read <filename>",
  summary: "Read and execute commands from a file",
  aliases: ["source", "."],
  async run(session, [, file, ...rest]) {
    if (file === undefined || rest.length > 0) return "usage";
    let text: string;
    try {
      text = session.process.lab.files.read(placeOf(session.process, file));
    } catch (error) {
      if (!(error instanceof NetgraphError)) throw error;
      session.warnx(`${file}: ${errnoText(error.errno)}`);
      return "error";
    }
    const lines = text.split("\n");
    return await runLines(session, async () => lines.shift());
  },
};

const debug: Subcommand = {
  usage: "debug [level]",
  summary: "Get/set debugging verbosity level",
  help:
    "Without any argument, this command displays the current debugging verbosity level. " +
    "If the argument is ``+'' or ``-'' the debug level is incremented or decremented; otherwise, " +
    "it must be an absolute numerical level.",
  run(session, [, level, ...rest]) {
    if (rest.length > 0) return "usage";
    if (level === undefined) session.out(`Current debug level is ${session.debugLevel}\n`);
    else if (level === "+") session.debugLevel++;
    // NgSetDebug(3) takes no negative level: at 0 nothing changes.
    else if (level === "-") session.debugLevel = Math.max(0, session.debugLevel - 1);
    else {
      const number = Number.parseInt(level, 10) || 0;
      if (number < 0) return "usage";
      session.debugLevel = number;
    }
    return "ok";
  },
};

const quit: Subcommand = {
  usage: "quit",
  summary: "Exit program",
  aliases: ["exit"],
  run: () => "quit",
};

const subcommands: readonly Subcommand[] = [
  ...[
    config,
    connect,
    debug,
    dot,
    help,
    list,
    mkpeer,
    msg,
    name,
    read,
    rmhook,
    show,
    shutdown,
    status,
    types,
    write,
  ],
  quit,
];

/** The one command that a word begins, its aliases included. */
function find(session: Session, word: string): Subcommand | undefined {
  const prefix = word.toLowerCase();
  const found = subcommands.filter(({ usage, aliases = [] }) =>
    [usage.split(" ")[0]!, ...aliases].some((candidate) => candidate.startsWith(prefix)),
  );
  if (found.length !== 1)
    session.warnx(`"${word}": ${found.length === 0 ? "unknown" : "ambiguous"} command`);
  return found.length === 1 ? found[0] : undefined;
}

/** Runs one command given as words. */
export async function runWords(session: Session, words: readonly string[]): Promise<Outcome> {
  if (words.length === 0 || words[0] === "") return "ok";
  const command = find(session, words[0]!);
  if (command === undefined) return "error";
  const outcome = await command.run(session, words);
  if (outcome === "usage") session.warnx(`usage: ${command.usage}`);
  return outcome;
}

export function splitLine(line: string): string[] {
  return line.split(/\s+/).filter((word) => word !== "");
}

/** Runs lines until one fails, which ends the file. */
export async function runLines(
  session: Session,
  next: () => Promise<string | undefined>,
): Promise<Outcome> {
  for (let number = 1; ; number++) {
    const line = await next();
    if (line === undefined) return "ok";
    if (line.startsWith("#")) continue;
    const outcome = await runWords(session, splitLine(line));
    if (outcome === "ok") continue;
    session.warnx(`line ${number}: error in file`);
    return outcome;
  }
}
