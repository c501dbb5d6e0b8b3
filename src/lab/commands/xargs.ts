/** xargs(1): commands with arguments from standard input. */
import { command, errx } from "../process/failure.ts";
import { getopt } from "../process/getopt.ts";
import { type ShellProcess, whyNot } from "../process/process.ts";
import { EX_UNAVAILABLE } from "../process/sysexits.ts";
import { countOf, refuseOptions } from "../process/texts.ts";

const USAGE =
  "usage: xargs [-0opt] [-E eofstr] [-I replstr [-R replacements] [-S replsize]]\n             [-J replstr] [-L number] [-n number [-x]] [-P maxprocs]\n             [-s size] [utility [argument ...]]";
/** So many arguments go to one command. */
const MAX_ARGUMENTS = 5000;
const NOT_FOUND = 127;

export const xargs = command(async (process: ShellProcess) => {
  const options = getopt(process, "0E:I:J:L:n:oP:pR:S:rs:tx", USAGE);
  refuseOptions(options, "EJLPRSops");
  const { has, value, operands } = options;
  const utility = operands.length === 0 ? ["echo"] : [...operands];
  const count = countOf(value("n") ?? String(MAX_ARGUMENTS)) ?? 0;
  if (count === 0) errx(1, `-n ${value("n")}: invalid`);
  const mark = value("I");
  const text = await process.stdin.all();
  const lines = () =>
    text
      .split("\n")
      .map((line) => line.replace(/^[ \t]+/, ""))
      .filter((line) => line !== "");
  const words = has("0")
    ? text
        .replace(/\0$/, "")
        .split("\0")
        .filter((word) => word !== "")
    : mark === undefined
      ? wordsIn(text)
      : lines();
  const program = process.lab.program(utility[0]!, process);
  if (program.kind !== "command") {
    const status = program.kind === "elsewhere" ? EX_UNAVAILABLE : NOT_FOUND;
    errx(program.kind === "forbidden" ? 126 : status, `${utility[0]}: ${whyNot[program.kind]}`);
  }
  const runs: string[][] = [];
  if (mark !== undefined) {
    for (const word of words) runs.push(utility.map((one) => one.replaceAll(mark, word)));
  } else {
    for (let at = 0; at < words.length; at += count)
      runs.push([...utility, ...words.slice(at, at + count)]);
    // FreeBSD's runs nothing for nothing.
  }
  let status = 0;
  for (const argv of runs) {
    if (process.signal.aborted) return 1;
    if (has("t")) process.err(`${argv.join(" ")}\n`);
    const ended = await process.run(argv);
    if (ended === 255) {
      errx(1, `${argv[0]}: exited with status 255; aborting`);
    }
    if (ended !== 0) status = 1;
  }
  return status;
});

/** Words with xargs's own quotes: of both kinds, and backslashes. */
function wordsIn(text: string): string[] {
  const words: string[] = [];
  for (const [whole] of text.matchAll(/(?:"[^"\n]*"|'[^'\n]*'|\\[\s\S]|[^\s"'\\])+|["'\\]/g)) {
    if (/^["']$/.test(whole)) errx(1, "unterminated quote");
    words.push(
      whole.replace(
        /"([^"\n]*)"|'([^'\n]*)'|\\([\s\S])/g,
        (_, a = "", b = "", c = "") => a + b + c,
      ),
    );
  }
  return words;
}
