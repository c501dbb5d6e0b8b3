/** env(1), printenv(1): the environment, and commands with another one. */
import { command, errx } from "../process/failure.ts";
import { getopt } from "../process/getopt.ts";
import { type ShellProcess, whyNot } from "../process/process.ts";
import { EX_UNAVAILABLE } from "../process/sysexits.ts";
import { refuseOptions } from "../process/texts.ts";

const USAGE =
  "usage: env [-0iv] [-L user[/class]] [-U user[/class]] [-P utilpath] [-S string]\n           [-u name] [name=value ...] [utility [argument ...]]";
const NOT_FOUND = 127;

export const env = command(async (process: ShellProcess) => {
  // A single dash is -i.
  const argv = process.argv.map((word, index) => (index > 0 && word === "-" ? "-i" : word));
  const options = getopt({ argv }, "0iL:P:S:U:u:v", USAGE);
  refuseOptions(options, "LPSUv");
  const { has, operands } = options;
  const variables = new Map(has("i") ? [] : Object.entries(process.environment));
  for (const { letter, value } of options.options) if (letter === "u") variables.delete(value);
  const first = operands.findIndex((word) => !/^[^=]+=/.test(word));
  const assignments = first < 0 ? operands : operands.slice(0, first);
  for (const word of assignments) {
    const at = word.indexOf("=");
    variables.set(word.slice(0, at), word.slice(at + 1));
  }
  if (first < 0) {
    const end = has("0") ? "\0" : "\n";
    for (const [name, value] of variables) process.out(`${name}=${value}${end}`);
    return 0;
  }
  const utility = operands.slice(first);
  const program = process.lab.program(utility[0]!, process);
  if (program.kind !== "command") {
    const status = program.kind === "elsewhere" ? EX_UNAVAILABLE : NOT_FOUND;
    errx(program.kind === "forbidden" ? 126 : status, `${utility[0]}: ${whyNot[program.kind]}`);
  }
  return await process.run(utility, { environment: Object.fromEntries(variables) });
});

export const printenv = command((process: ShellProcess) => {
  const { operands } = getopt(process, "", "usage: printenv [-0] [name]");
  const [name] = operands;
  if (name !== undefined) {
    const value = process.environment[name];
    if (value !== undefined) process.out(`${value}\n`);
    return value === undefined ? 1 : 0;
  }
  for (const [key, value] of Object.entries(process.environment)) process.out(`${key}=${value}\n`);
  return 0;
});
