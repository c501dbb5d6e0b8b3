/** cut(1): columns or fields of lines. */
import { command, errx, usage } from "../process/failure.ts";
import { getopt } from "../process/getopt.ts";
import type { ShellProcess } from "../process/process.ts";
import { eachInput, eachLine } from "../process/texts.ts";
import { listOf } from "./lists.ts";

const USAGE =
  "usage: cut -b list [-n] [file ...]\n       cut -c list [file ...]\n       cut -f list [-s] [-w | -d delim] [file ...]";

export const cut = command(async (process: ShellProcess) => {
  const { has, value, operands } = getopt(process, "b:c:d:f:nsw", USAGE);
  const fields = value("f");
  const columns = value("c") ?? value("b");
  if ((fields === undefined) === (columns === undefined)) usage(USAGE);
  if (fields === undefined && (has("d") || has("s") || has("w"))) usage(USAGE);
  if (has("d") && has("w")) usage(USAGE);
  const delimiter = value("d") ?? "\t";
  if ([...delimiter].length !== 1) errx(1, "bad delimiter");
  const isWanted = listOf(fields ?? columns!);
  const cutLine = (line: string): string | undefined => {
    if (fields === undefined) {
      if (!has("b")) return [...line].filter((_, index) => isWanted(index + 1)).join("");
      return Buffer.from(Buffer.from(line).filter((_, index) => isWanted(index + 1))).toString();
    }
    const parts = line.split(has("w") ? /[ \t]+/ : delimiter);
    if (parts.length === 1) return has("s") ? undefined : line;
    const chosen = parts.filter((_, index) => isWanted(index + 1));
    return chosen.join(has("w") ? "\t" : delimiter);
  };
  const good = await eachInput(process, operands, (input) =>
    eachLine(process, input, (line) => {
      const text = cutLine(line);
      if (text !== undefined) process.out(`${text}\n`);
    }),
  );
  return good ? 0 : 1;
});
