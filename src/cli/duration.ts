/** Lengths of time as people type them. */
import { exitStatus, Failure } from "./io.ts";

const SECONDS = { s: 1, m: 60, h: 3600 } as const;

/** Returns the seconds of `90`, `90s`, `15m` or `1.5h`; undefined for what is no length of time. */
export function parseDuration(text: string): number | undefined {
  const [, number, unit = "s"] = /^(\d+(?:\.\d+)?|\.\d+)([smh])?$/.exec(text) ?? [];
  return number === undefined ? undefined : Number(number) * SECONDS[unit as keyof typeof SECONDS];
}

/** Returns the seconds of the option `--duration`; undefined where it is not given. Throws a Failure for another text, and above `longest`, such as `300s`. */
export function durationOption(
  subcommand: string,
  text: string | undefined,
  longest: string,
): number | undefined {
  if (text === undefined) return undefined;
  const seconds = parseDuration(text) ?? 0;
  if (seconds > 0 && seconds <= parseDuration(longest)!) return seconds;
  throw new Failure(
    exitStatus.usage,
    `${subcommand}: --duration must be a time such as 90s, 15m or 1.5h, up to ${longest}, and is "${text}"`,
  );
}
