/** seq(1): numbers in a row (usr.bin/seq/seq.c). */
import { command, errx, usage } from "../process/failure.ts";
import { readOptions } from "../process/getopt.ts";
import type { ShellProcess } from "../process/process.ts";
import { EX_UNAVAILABLE } from "../process/sysexits.ts";
import { unescaped } from "./awkprogram.ts";
import { formatted } from "./printf.ts";

const USAGE = "usage: seq [-w] [-f format] [-s string] [-t string] [first [incr]] last";
const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/;
/** So many numbers are printed. */
const MAX_NUMBERS = 1_000_000;
const IN_A_ROW = 10_000;

export const seq = command(async (process: ShellProcess) => {
  const words = process.argv.slice(1);
  // A negative number is no option.
  const first = words.findIndex((word) => NUMBER.test(word));
  const options = readOptions(first < 0 ? words : words.slice(0, first), "wf:s:t:");
  if (options.fault !== undefined) usage(USAGE);
  const numbers = [...options.operands, ...(first < 0 ? [] : words.slice(first))].map(numberOf);
  if (numbers.length < 1 || numbers.length > 3) usage(USAGE);
  const last = numbers.at(-1)!;
  const begin = numbers.length > 1 ? numbers[0]! : 1;
  const step = numbers.length > 2 ? numbers[1]! : begin < last ? 1 : -1;
  if (step === 0) errx(1, `zero ${begin < last ? "in" : "de"}crement`);
  if (step < 0 && begin < last) errx(1, "needs positive increment");
  if (step > 0 && begin > last) errx(1, "needs negative decrement");
  const count = Math.floor((last - begin) / step + 1e-9) + 1;
  const { has, value } = options;
  const between = unescaped(value("s") ?? "\n");
  const format = value("f") ?? formatFor(begin, step, begin + step * (count - 1), has("w"));
  if (!/^(?:[^%]|%%)*(?:%[-+ 0#]*\d*(?:\.\d+)?[eEfFgG](?:[^%]|%%)*)?$/.test(format))
    errx(1, `invalid format string: \`${format}'`);
  let text = "";
  for (let index = 0; index < count; index++) {
    if (index === MAX_NUMBERS) errx(EX_UNAVAILABLE, "so many numbers: not emulated in a lab");
    text += formatted(unescaped(format), [String(begin + step * index)]) + between;
    if (index % IN_A_ROW !== IN_A_ROW - 1) continue;
    process.out(text);
    text = "";
    await new Promise((resolve) => setImmediate(resolve));
    if (process.signal.aborted) return 1;
  }
  process.out(text + unescaped(value("t") ?? ""));
  return 0;
});

function numberOf(word: string): number {
  if (!NUMBER.test(word)) errx(2, `invalid floating point argument: ${word}`);
  return Number(word);
}

function formatFor(begin: number, step: number, last: number, isWide: boolean): string {
  if (!isWide) return "%g";
  const digits = (value: number) => /\.(\d+)$/.exec(String(value))?.[1]?.length ?? 0;
  const whole = (value: number) => String(value).replace(/\.\d+$/, "").length;
  const precision = Math.max(digits(begin), digits(step));
  const width = Math.max(whole(begin), whole(last)) + (precision > 0 ? precision + 1 : 0);
  return precision > 0 ? `%0${width}.${precision}f` : `%0${width}g`;
}
