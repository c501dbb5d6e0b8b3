/** sh(1) as a command: `-c COMMANDS`, a script of the lab's, or commands from standard input. */
import { errnoText } from "../../netgraph/errno.ts";
import { errnoOf, errx } from "../process/failure.ts";
import { placeOf } from "../process/paths.ts";
import type { ShellProcess } from "../process/process.ts";
import { EX_UNAVAILABLE } from "../process/sysexits.ts";
import { shellOption } from "./builtins.ts";
import { runInput, runScript } from "./script.ts";

/** What sh ends with when it cannot read its script. */
const NO_SCRIPT = 127;

/** What a command line of sh asks for. */
interface Asked {
  /** `-c` */
  readonly text: boolean;
  readonly options: readonly string[];
  readonly operands: readonly string[];
}

function asked(words: readonly string[]): Asked {
  const options: string[] = [];
  let text = false;
  let at = 0;
  for (; at < words.length && /^-./.test(words[at]!); at++) {
    const word = words[at]!;
    if (word === "--") {
      at++;
      break;
    }
    for (const letter of word.slice(1)) {
      if (letter === "c") text = true;
      else if (letter !== "s") {
        const name = letter === "o" ? (words[++at] ?? "") : letter;
        const option = shellOption(name);
        if (option === undefined) errx(EX_UNAVAILABLE, `${word}: not emulated in a lab`);
        options.push(option);
      }
    }
  }
  return { text, options, operands: words.slice(words[at] === "-" ? at + 1 : at) };
}

/** The file that a command line of sh has it run, and its arguments; nothing when it has none. */
export function scriptAsked(argv: readonly string[]): readonly string[] {
  const { text, operands } = asked(argv.slice(1));
  return text ? [] : operands;
}

/** Runs sh with the arguments of a process. Returns its status. */
export async function runSh(process: ShellProcess): Promise<number> {
  const [own = "sh", ...words] = process.argv;
  const { text: isText, options, operands } = asked(words);
  const [first, ...rest] = operands;
  if (isText) {
    if (first === undefined) errx(2, "-c requires an argument");
    const [name = own, ...parameters] = rest;
    return await runScript(process, { text: first, path: "", name, parameters, options });
  }
  if (first === undefined || words.includes("-s")) {
    return await runInput(process, { name: own, parameters: operands, options });
  }
  let text: string;
  try {
    text = process.lab.files.read(placeOf(process, first));
  } catch (error) {
    process.err(`${own}: cannot open ${first}: ${errnoText(errnoOf(error))}\n`);
    return NO_SCRIPT;
  }
  return await runScript(process, { text, path: first, name: first, parameters: rest, options });
}
