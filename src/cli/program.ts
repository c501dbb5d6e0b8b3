/** A run of the program: finds out what is asked of which host, and answers for people when it cannot be done. */
import { printable } from "../buddy/printable.ts";
import { chooseHost, namedFrom } from "./choosehost.ts";
import { nameFirst } from "./dispatch.ts";
import { interruption, kindOf } from "./interruption.ts";
import { exitStatus, type Io } from "./io.ts";
import { runNgbuddy } from "./ngbuddy.ts";
import { processOutput, processTerminal } from "./output.ts";
import { selfCommand } from "./self.ts";
import type { Subcommand, SubcommandList } from "./subcommand.ts";
import { subcommands } from "./subcommands/index.ts";

/** Runs what a command line says. Returns the exit status. */
export async function program(argv: readonly string[]): Promise<number> {
  const kind = kindOf(await subcommandOf(argv), argv);
  const { out, err, faultOf } = processOutput(kind === "changes");
  const io: Io = {
    out,
    err,
    env: process.env,
    input: readStandardInput,
    terminal: processTerminal,
    signal: interruption(kind),
    ...(await namedFrom(process.env)),
  };
  try {
    const self = selfCommand();
    const status = await runNgbuddy(argv, io, () => chooseHost(io, self), undefined, self);
    const fault = faultOf();
    if (fault === undefined || status !== exitStatus.ok) return status;
    throw fault;
  } catch (error) {
    const { asFailure } = await import("./failure.ts");
    const { status, message } = asFailure(error);
    err(`ngbuddy: ${printable(message)}\n`);
    return status;
  }
}

/** Reads all that comes. A terminal has nothing for us. */
async function readStandardInput(): Promise<string> {
  const { stdin } = process;
  if (stdin.isTTY) return "";
  const chunks: Buffer[] = [];
  for await (const chunk of stdin) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** The subcommand that is meant, of a group the one in it: what it is matters before it runs. */
async function subcommandOf(
  argv: readonly string[],
  list: SubcommandList = subcommands,
): Promise<Subcommand | undefined> {
  const [name, ...rest] = await nameFirst(argv, list);
  if (name === undefined || !Object.hasOwn(list, name)) return undefined;
  const { subcommand } = await list[name]!();
  const { group } = subcommand;
  return group === undefined ? subcommand : await subcommandOf(rest, group);
}
