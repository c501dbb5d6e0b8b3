/** ngctl(8): looks at netgraph and changes it, over a socket of its own. */
import { errnoText, NetgraphError } from "../../netgraph/errno.ts";
import { openSocket } from "../kernel/socket.ts";
import { CommandEnd, command, errx, warnx } from "../process/failure.ts";
import { getopt } from "../process/getopt.ts";
import { placeOf } from "../process/paths.ts";
import type { Process } from "../process/process.ts";
import { EX_NOHOST, EX_NOINPUT, EX_OSERR, EX_USAGE } from "../process/sysexits.ts";
import { jailNamed } from "./jailnames.ts";
import { runLines, runWords, splitLine } from "./ngctl/program.ts";
import { type Outcome, Session } from "./ngctl/session.ts";
import { hexDump, showMessage } from "./ngctl/talk.ts";

const USAGE = "usage: ngctl [-j jail] [-d] [-f filename] [-n nodename] [command [argument ...]]";
const NAME_LIMIT = 31;

export const ngctl = command(async (process) => {
  const { value, options, operands } = getopt(process, "df:j:n:", USAGE, EX_USAGE);
  const jailName = value("j");
  if (jailName === "") {
    throw new CommandEnd(EX_USAGE, `ngctl: invalid jail name\n${USAGE}`, false);
  }
  const jail = jailName === undefined ? process.jail : jailNamed(process, jailName, EX_NOHOST);
  const file = value("f");
  const lines = file === undefined ? undefined : linesOf(process, file);

  const { graph } = jail?.vnet ?? process.vnet;
  const name = (value("n") ?? `ngctl${process.pid}`).slice(0, NAME_LIMIT);
  const debugLevel = options.filter(({ letter }) => letter === "d").length;
  let session: Session;
  try {
    const socket = openSocket(graph, name);
    session = new Session(process, socket, socket.openData());
  } catch (error) {
    if (!(error instanceof NetgraphError)) throw error;
    const why = errnoText(error.errno);
    if (debugLevel > 0) warnx(process, `bind(${name}): ${why}`);
    errx(EX_OSERR, `can't create node: ${why}`);
  }
  session.debugLevel = debugLevel;
  if (session.debugLevel > 1) session.warnx("-d more than once: not emulated in a lab");
  try {
    if (operands.length > 0) return statusOf(await runWords(session, operands));
    if (lines !== undefined) return statusOf(await runLines(session, lines));
    if (process.stdin.isTerminal) return await interact(session);
    throw new CommandEnd(EX_USAGE, `ngctl: no command specified\n${USAGE}`, false);
  } finally {
    session.socket.close();
  }
});

function statusOf(outcome: Outcome): number {
  return { ok: 0, quit: 0, usage: EX_USAGE, error: EX_OSERR }[outcome];
}

function linesOf(process: Process, file: string): () => Promise<string | undefined> {
  if (file === "-") return () => process.stdin.line();
  let text: string;
  try {
    text = process.lab.files.read(placeOf(process, file));
  } catch (error) {
    if (error instanceof NetgraphError)
      return errx(EX_NOINPUT, `${file}: ${errnoText(error.errno)}`);
    throw error;
  }
  const lines = text.replace(/\n$/, "").split("\n");
  return async () => lines.shift();
}

/** Prompts for commands. Messages and data are shown as they come in, right behind the prompt, as the thread that watches for them prints them. */
async function interact(session: Session): Promise<number> {
  await runWords(session, ["help"]);
  const showData = async () => {
    for (;;) {
      const frame = await session.data.receive();
      if (frame === undefined) return;
      session.out(`Rec'd data packet on hook "${frame.from}":\n${hexDump(frame.bytes)}`);
    }
  };
  void showData();
  const showArrived = () => {
    while (showMessage(session));
  };
  for (;;) {
    session.out("+ ");
    session.socket.onArrival = showArrived;
    const line = await session.process.stdin.line();
    session.socket.onArrival = undefined;
    if (line === undefined) {
      session.out("\n");
      return 0;
    }
    if ((await runWords(session, splitLine(line))) === "quit") return 0;
    while (showMessage(session));
  }
}
