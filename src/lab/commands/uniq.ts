/** uniq(1): lines that come several times after each other, once. */
import { command, err, errnoOf, errx, usage } from "../process/failure.ts";
import { getopt } from "../process/getopt.ts";
import { placeOf } from "../process/paths.ts";
import type { Input, ShellProcess } from "../process/process.ts";
import { countOf, eachLine, openInput, refuseOptions } from "../process/texts.ts";

const USAGE = "usage: uniq [-cdiu] [-D[septype]] [-f fields] [-s chars] [input [output]]";

export const uniq = command(async (process: ShellProcess) => {
  const options = getopt(process, "D:cdif:s:u", USAGE);
  refuseOptions(options, "D");
  const { has, value, operands } = options;
  const [from = "-", to, ...rest] = operands;
  if (rest.length > 0) usage(USAGE);
  const skip = (letter: string, what: string) => {
    const text = value(letter) ?? "0";
    return countOf(text) ?? errx(1, `illegal ${what} skip value: ${text}`);
  };
  const [fields, characters] = [skip("f", "field"), skip("s", "character")];
  const keyOf = (line: string) => {
    let rest = line;
    for (let number = 0; number < fields && rest !== ""; number++)
      rest = rest.replace(/^[ \t]*[^ \t]*/, "");
    rest = rest.slice(characters);
    return has("i") ? rest.toLowerCase() : rest;
  };
  let text = "";
  const out =
    to === undefined ? (line: string) => process.out(line) : (line: string) => (text += line);
  let previous: string | undefined;
  let key = "";
  let count = 0;
  const flush = () => {
    if (previous === undefined) return;
    const isShown = has("d") === has("u") || (has("d") ? count > 1 : count === 1);
    if (isShown) out(`${has("c") ? `${String(count).padStart(4)} ` : ""}${previous}\n`);
  };
  let input: Input;
  try {
    input = openInput(process, from);
  } catch (error) {
    err(1, errnoOf(error), from);
  }
  await eachLine(process, input, (line) => {
    const own = keyOf(line);
    if (previous !== undefined && own === key) count++;
    else {
      flush();
      previous = line;
      key = own;
      count = 1;
    }
  });
  flush();
  if (to === undefined) return 0;
  try {
    process.lab.files.write(placeOf(process, to), text);
  } catch (error) {
    err(1, errnoOf(error), to);
  }
  return 0;
});
