/** head(1): the first lines or bytes of files. */
import { command, errx } from "../process/failure.ts";
import { getopt } from "../process/getopt.ts";
import type { ShellProcess } from "../process/process.ts";
import { countOf, eachInput, eachLine } from "../process/texts.ts";

const USAGE = "usage: head [-n lines | -c bytes] [file ...]";

export const head = command(async (process: ShellProcess) => {
  const [own = "head", ...words] = process.argv;
  // `-5` is `-n 5`.
  const argv = [own, ...words.map((word) => (/^-\d+$/.test(word) ? `-n${word.slice(1)}` : word))];
  const options = getopt({ argv }, "n:c:qv", USAGE);
  const bytes = limit(options.value("c"), "byte");
  const lines = limit(options.value("n"), "line") ?? 10;
  const named = !options.has("q") && (options.has("v") || options.operands.length > 1);
  let first = true;
  const good = await eachInput(process, options.operands, async (input, name) => {
    if (named)
      process.out(`${first ? "" : "\n"}==> ${name === "-" ? "standard input" : name} <==\n`);
    first = false;
    if (bytes !== undefined) {
      process.out(
        Buffer.from(await input.all())
          .subarray(0, bytes)
          .toString(),
      );
      return;
    }
    let left = lines;
    await eachLine(process, input, (line, newline) => {
      process.out(line + newline);
      return --left > 0;
    });
  });
  return good ? 0 : 1;
});

function limit(text: string | undefined, what: string): number | undefined {
  if (text === undefined) return undefined;
  const number = countOf(text);
  return number !== undefined && number > 0 ? number : errx(1, `illegal ${what} count -- ${text}`);
}
