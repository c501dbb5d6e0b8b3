/** A shell on a lab that somebody types in. */
import { printable } from "../../../buddy/printable.ts";
import { isUnfinished } from "../../../config/sh/unfinished.ts";
import { about } from "../../../lab/daemon/client.ts";
import type { LabDirectory } from "../../../lab/daemon/directory.ts";
import { shellProcess } from "../../../lab/daemon/shellprocess.ts";
import type { Input } from "../../../lab/process/process.ts";
import { typedShell } from "../../../lab/sh/script.ts";
import type { Shell } from "../../../lab/sh/shell.ts";
import type { SubcommandContext } from "../../subcommand.ts";
import { Completions } from "./completion.ts";
import { environmentFrom, HOME } from "./environment.ts";
import { readHistory, remember } from "./history.ts";
import { ngbuddyCommands } from "./ngbuddy.ts";
import { Terminal } from "./terminal.ts";

/** Lets somebody type until he leaves. Returns the shell's status. */
export async function runTerminal(
  directory: LabDirectory,
  self: readonly string[],
  io: SubcommandContext,
): Promise<number> {
  let interrupt = new AbortController();
  const session = new AbortController();
  const terminal: Terminal = new Terminal({
    history: readHistory(directory.history),
    complete: (line) => completions.complete(line),
    onInterrupt: () => interrupt.abort(),
  });
  // A command's input is the terminal's of that moment.
  const stdin: Input = {
    isTerminal: true,
    line: () => terminal.input.line(),
    all: () => terminal.input.all(),
    piece: () => terminal.input.piece(),
  };
  const out = (text: string) => io.out(text);
  const err = (text: string) => io.err(text);
  const aside = <T>(run: () => Promise<T>) => terminal.aside(run);
  const ends = { stdin, out, err, givesInput: true, aside };
  const own = await shellProcess(directory, {
    stdin,
    out,
    err,
    signal: session.signal,
    environment: environmentFrom(io),
    directory: HOME,
    own: ngbuddyCommands(directory, self, io.env, ends),
  });
  const { commands } = await about(directory);
  const typed = typedShell(own, "sh");
  const completions = new Completions(directory, typed.shell, commands, io.subcommands);
  // It reaches us while a program has the terminal for itself, and that one ends by it.
  const onSignal = () => {};
  process.on("SIGINT", onSignal);
  io.out(
    `This is the lab in ${printable(directory.path)}, an emulated FreeBSD host; leave it with exit.\n`,
  );
  try {
    let host = "";
    for (let text = ""; ; ) {
      if (text === "") host = await hostName(directory, host);
      void completions.gather().catch(() => {});
      const answer = await terminal.ask(text === "" ? promptOf(typed.shell, host) : "> ");
      if (answer === "end") {
        io.out("\n");
        if (text === "") break;
        text = "";
        continue;
      }
      if (answer === "interrupted") {
        typed.shell.status = 130;
        text = "";
        continue;
      }
      remember(directory.history, answer.line);
      text += `${answer.line}\n`;
      if (isUnfinished(text)) continue;
      const whole = text;
      text = "";
      interrupt = new AbortController();
      if (!(await typed.run(whole, interrupt.signal))) break;
    }
    return await typed.leave();
  } finally {
    session.abort();
    process.off("SIGINT", onSignal);
    terminal.close();
    process.stdin.destroy();
  }
}

function promptOf(shell: Shell, host: string): string {
  const { directory } = shell;
  const home = shell.get("HOME") ?? HOME;
  const isInHome = directory === home || directory.startsWith(`${home}/`);
  const shown = isInHome ? `~${directory.slice(home.length)}` : directory;
  return printable(`root@${host}:${shown} # (lab) `);
}

/** The lab's name, which may be another one than before; the one before when it does not answer. */
async function hostName(directory: LabDirectory, before: string): Promise<string> {
  try {
    return (await about(directory)).hostname.replace(/\..*/, "");
  } catch {
    return before;
  }
}
