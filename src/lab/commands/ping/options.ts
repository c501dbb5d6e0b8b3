/** What ping(8)'s options say that both families have. */
import { errx } from "../../process/failure.ts";
import type { Options } from "../../process/getopt.ts";
import { EX_USAGE } from "../../process/sysexits.ts";
import type { Settings } from "./session.ts";

const WAIT_MS = 10_000;

/** Returns the value of an option, read; undefined when it is not given. */
export function given<T>(
  options: Options,
  letter: string,
  convert: (text: string) => T,
): T | undefined {
  const text = options.value(letter);
  return text === undefined ? undefined : convert(text);
}

/** Returns a number as strtonum(3) takes it; ends the command for another one. */
export function numberIn(text: string, least: number, most: number, complaint: string): number {
  const value = /^\s*[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : errx(EX_USAGE, `${complaint}: \`${text}'`);
}

export function milliseconds(text: string, unit: number): number {
  const value = text.trim() === "" ? Number.NaN : Number(text) * unit;
  if (!(value <= 0x7fffffff)) errx(EX_USAGE, `invalid timing interval: \`${text}'`);
  return Math.max(0, Math.trunc(value));
}

/** How a family reads an option. */
interface Readers {
  readonly count: (text: string) => number;
  /** Milliseconds, as are those below. */
  readonly interval: (text: string) => number;
  readonly timeout: (text: string) => number;
}

export function readSettings(options: Options, read: Readers): Omit<Settings, "size"> {
  return {
    count: given(options, "c", read.count) ?? 0,
    interval: given(options, "i", read.interval) ?? 1000,
    wait: given(options, "W", (text) => milliseconds(text, 1)) ?? WAIT_MS,
    answersOutOfTime: options.has("W"),
    timeout: given(options, "t", read.timeout),
    quiet: options.has("q"),
    once: options.has("o"),
  };
}
