/** tail(1): the last lines or bytes of files. */
import { command, errx } from "../process/failure.ts";
import { getopt } from "../process/getopt.ts";
import type { ShellProcess } from "../process/process.ts";
import { eachInput, refuseOptions } from "../process/texts.ts";

const USAGE = "usage: tail [-F | -f | -r] [-q] [-b # | -c # | -n #] [file ...]";

export const tail = command(async (process: ShellProcess) => {
  const [own = "tail", ...words] = process.argv;
  // `-5` is `-n 5`.
  const argv = [
    own,
    ...words.map((word, index) => {
      const isOld = /^[-+]\d+$/.test(word) && !/^-[bcn]$/.test(words[index - 1] ?? "");
      return isOld ? `-n${word}` : word;
    }),
  ];
  const options = getopt({ argv }, "Fb:c:fn:qrv", USAGE);
  refuseOptions(options, "Fbf");
  const count = options.value("c") ?? options.value("n") ?? (options.has("r") ? "" : "10");
  if (!/^[-+]?\d{0,15}$/.test(count)) errx(1, `illegal offset -- ${count}`);
  const number = Number(count.replace(/^[-+]/, ""));
  const fromFront = count.startsWith("+");
  const named = !options.has("q") && (options.has("v") || options.operands.length > 1);
  let first = true;
  const good = await eachInput(process, options.operands, async (input, name) => {
    if (named)
      process.out(`${first ? "" : "\n"}==> ${name === "-" ? "standard input" : name} <==\n`);
    first = false;
    const text = await input.all();
    if (options.has("c")) {
      const bytes = Buffer.from(text);
      const begin = fromFront ? Math.max(0, number - 1) : Math.max(0, bytes.length - number);
      process.out(bytes.subarray(begin).toString());
      return;
    }
    const lines = text.split(/(?<=\n)/);
    const begin = fromFront ? Math.max(0, number - 1) : Math.max(0, lines.length - number);
    const wanted = count === "" ? lines : lines.slice(begin);
    process.out(wanted[options.has("r") ? "toReversed" : "slice"]().join(""));
  });
  return good ? 0 : 1;
});
