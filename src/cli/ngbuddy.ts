/** `ngbuddy WORD …`: finds the word, runs it, and says in one line what went wrong. */
import { printable } from "../buddy/printable.ts";
import type { Host } from "../host/host.ts";
import { runDetached } from "./detached.ts";
import { explain } from "./failure.ts";
import { exitStatus, Failure, type Io } from "./io.ts";
import { versionAsked } from "./version.ts";
import type { Word, WordContext } from "./word.ts";
import { words } from "./words/index.ts";

/** Runs a subcommand. `host` is opened when it is needed. Gives the exit status; throws only what is a fault of our own. */
export async function runNgbuddy(
  argv: readonly string[],
  io: Io,
  host: () => Promise<Host>,
  later: WordContext["later"] = runDetached,
): Promise<number> {
  try {
    return await dispatch(argv, { ...io, words, host, later });
  } catch (error) {
    const failure = explain(error);
    if (failure === undefined) throw error;
    io.err(`ngbuddy: ${printable(failure.message)}\n`);
    return failure.status;
  }
}

async function dispatch(argv: readonly string[], io: WordContext): Promise<number> {
  const [name, ...args] = argv;
  if (name === undefined) {
    io.err(usageOfAll());
    return exitStatus.usage;
  }
  if (name === "help" || name === "--help" || name === "-h") return await help(args, io);
  const version = versionAsked(argv);
  if (version !== undefined) {
    io.out(version);
    return exitStatus.ok;
  }
  const word = wordNamed(name);
  if (args.includes("--help")) return await help([name], io);
  return await word.run(args, io);
}

async function help([name]: readonly string[], io: Io): Promise<number> {
  // The lab has all of these words in it, and so cannot be one of them.
  if (name === "lab") io.out((await import("./lab/index.ts")).labUsage());
  else io.out(name === undefined ? usageOfAll() : usageOf(wordNamed(name)));
  return exitStatus.ok;
}

function wordNamed(name: string): Word {
  const word = words.get(name);
  if (word === undefined) {
    throw new Failure(
      exitStatus.usage,
      `"${name}" is no subcommand; one of: ${[...words.keys()].join(", ")}`,
    );
  }
  return word;
}

function usageOf({ usage, summary, details }: Word): string {
  return `usage: ngbuddy ${usage}\n\n${summary[0]!.toUpperCase()}${summary.slice(1)}.\n${details === undefined ? "" : `\n${details}`}`;
}

function usageOfAll(): string {
  const width = Math.max(...[...words.keys()].map((name) => name.length));
  const rows = [...words].map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}\n`);
  return `usage: ngbuddy WORD …\n${rows.join("")}See ngbuddy help WORD. The lab's own words: ngbuddy lab help.\n`;
}
