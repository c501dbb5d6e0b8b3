/** sh(1), as far as jail.conf's exec parameters need it: commands one after the other, `;`, `&&`, `||`. */
import { networkOfJail } from "../jails/rc.ts";
import type { Process } from "../process.ts";
import { QuotingError, splitWords } from "../words.ts";
import { command, errx } from "./failure.ts";

const NOT_FOUND = 127;
const SYNTAX = 2;

export const sh = command(async (process) => {
  const [, first, second] = process.argv;
  if (first === "-c" && second !== undefined) return await runLine(process, second);
  // The scripts that start and stop a jail's system: of what they do the lab has the network.
  if (first === "/etc/rc") return networkOfJail(process);
  if (first === "/etc/rc.shutdown") return 0;
  return errx(SYNTAX, "only -c COMMAND, /etc/rc and /etc/rc.shutdown are emulated in a lab");
});

/** Runs a command line. Gives the status of the last command that ran. */
async function runLine(process: Process, line: string): Promise<number> {
  let status = 0;
  for (const { operator, text } of splitCommands(line)) {
    if ((operator === "&&" && status !== 0) || (operator === "||" && status === 0)) continue;
    let words: string[];
    try {
      words = splitWords(text);
    } catch (error) {
      if (!(error instanceof QuotingError)) throw error;
      process.err(`${process.argv[0]}: ${error.message}: not emulated in a lab: ${text.trim()}\n`);
      return SYNTAX;
    }
    if (words.length === 0) continue;
    if (process.lab.command(words[0]!) === undefined) {
      // sh names itself as it was called.
      process.err(`${process.argv[0]}: ${words[0]}: not found\n`);
      status = NOT_FOUND;
    } else status = await process.run(words);
  }
  return status;
}

type Operator = ";" | "&&" | "||";

/** Cuts a line at its operators, outside of quotes. */
function splitCommands(line: string): { operator: Operator; text: string }[] {
  const commands: { operator: Operator; text: string }[] = [];
  let operator: Operator = ";";
  let text = "";
  let quote = "";
  for (let at = 0; at < line.length; at++) {
    const c = line[at]!;
    const two = line.slice(at, at + 2);
    if (quote !== "") {
      if (c === quote) quote = "";
      text += c;
    } else if (c === '"' || c === "'") {
      quote = c;
      text += c;
    } else if (c === "\\") text += c + (line[++at] ?? "");
    else if (two === "&&" || two === "||" || c === ";" || c === "\n") {
      commands.push({ operator, text });
      operator = two === "&&" || two === "||" ? two : ";";
      text = "";
      if (operator !== ";") at++;
    } else text += c;
  }
  commands.push({ operator, text });
  return commands;
}
