/** uname(1) */
import { command, errx, usage } from "../process/failure.ts";
import { getopt } from "../process/getopt.ts";

const USAGE = "usage: uname [-abiKmnoprsUv]";

export const uname = command((process) => {
  const options = getopt(process, "abiKmnoprsUv", USAGE);
  if (options.operands.length > 0) usage(USAGE);
  const { release, machine } = process.lab.description;
  const node = process.jail?.hostname ?? process.lab.hostname;
  // In the order they are printed. The version names no build: a lab has none.
  const words: readonly (readonly [letters: string, word: string])[] = [
    ["aso", "FreeBSD"],
    ["an", node],
    ["ar", release],
    ["av", `FreeBSD ${release} GENERIC`],
    ["am", machine],
    ["p", machine],
    ["i", "GENERIC"],
  ];
  for (const letter of "bKU") if (options.has(letter)) errx(1, `-${letter}: not emulated in a lab`);
  const asked =
    options.options.length === 0 ? "s" : options.options.map(({ letter }) => letter).join("");
  const shown = words.filter(([letters]) => [...letters].some((letter) => asked.includes(letter)));
  process.out(`${shown.map(([, word]) => word).join(" ")}\n`);
  return 0;
});
