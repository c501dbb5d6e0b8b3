/** `ngbuddy lab …`: the lab's own subcommands. */
import { exitStatus, Failure } from "../io.ts";
import { advanceWord } from "./advance.ts";
import { execWord } from "./exec.ts";
import { listWord } from "./list.ts";
import { resetWord, startWord, stopWord } from "./manage.ts";
import { runWord } from "./run.ts";
import { serveWord } from "./serve.ts";
import { shellWord } from "./shell.ts";
import type { LabContext, LabWord } from "./word.ts";

const words: { readonly [name: string]: LabWord } = {
  start: startWord,
  stop: stopWord,
  reset: resetWord,
  list: listWord,
  exec: execWord,
  run: runWord,
  shell: shellWord,
  advance: advanceWord,
};

export const labWordNames: readonly string[] = Object.keys(words);

export function labUsage(): string {
  const rows = Object.values(words).map(
    ({ usage, summary }) => `  ngbuddy lab ${usage}\n      ${summary}\n`,
  );
  return `usage:\n${rows.join("")}A lab lives in $NGBUDDY_LAB, else in $XDG_STATE_HOME/ngbuddy/labs/default.\n`;
}

export async function labWord(args: readonly string[], context: LabContext): Promise<number> {
  const [name, ...rest] = args;
  // How a lab's own process is started; nobody types it.
  if (name === "serve") return await serveWord(rest, context);
  if (name === "help" || name === "--help" || name === "-h") {
    context.out(labUsage());
    return exitStatus.ok;
  }
  const word =
    name === undefined ? undefined : Object.hasOwn(words, name) ? words[name] : undefined;
  if (word === undefined) {
    throw new Failure(
      exitStatus.usage,
      `lab: ${name === undefined ? "no subcommand given" : `"${name}" is no subcommand`}; one of: ${Object.keys(words).join(", ")}`,
    );
  }
  return await word.run(rest, context);
}
