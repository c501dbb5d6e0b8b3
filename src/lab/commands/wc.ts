/** wc(1): lines, words, characters and bytes. */
import { command } from "../process/failure.ts";
import { getopt } from "../process/getopt.ts";
import type { ShellProcess } from "../process/process.ts";
import { eachInput } from "../process/texts.ts";

const USAGE = "usage: wc [-Lclmw] [file ...]";

export const wc = command(async (process: ShellProcess) => {
  const { has, operands } = getopt(process, "Lclmw", USAGE);
  const all = !"Lclmw".split("").some(has);
  const total = [0, 0, 0, 0];
  const show = (counts: readonly number[], name: string) => {
    const [lines, words, characters, longest] = counts;
    const shown = [
      ...(all || has("l") ? [lines] : []),
      ...(all || has("w") ? [words] : []),
      ...(all || has("c") || has("m") ? [characters] : []),
      ...(has("L") ? [longest] : []),
    ];
    const columns = shown.map((count) => ` ${String(count).padStart(7)}`).join("");
    process.out(`${columns}${name === "" ? "" : ` ${name}`}\n`);
  };
  const good = await eachInput(process, operands, async (input, name) => {
    const text = await input.all();
    const lines = text.split("\n");
    const counts = [
      lines.length - 1,
      text.match(/\S+/g)?.length ?? 0,
      has("m") ? [...text].length : Buffer.byteLength(text),
      has("L") ? lines.reduce((most, line) => Math.max(most, [...line].length), 0) : 0,
    ];
    for (const [index, count] of counts.entries()) {
      total[index] = index === 3 ? Math.max(total[3]!, count) : total[index]! + count;
    }
    show(counts, operands.length === 0 ? "" : name);
  });
  if (operands.length > 1) show(total, "total");
  return good ? 0 : 1;
});
