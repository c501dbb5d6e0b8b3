/** sleep(1): the lab's time goes on at once. */
import { command, usage } from "../process/failure.ts";

const UNITS: { readonly [unit: string]: number } = { "": 1, s: 1, m: 60, h: 3600, d: 86_400 };

const USAGE =
  "usage: sleep number[unit] [...]\nUnit can be 's' (seconds, the default), m (minutes), h (hours), or d (days).";

export const sleep = command(async (process) => {
  const times = process.argv.slice(1).map((word) => {
    const [, number, unit = ""] = /^(\d*\.?\d+)([smhd]?)$/.exec(word) ?? [];
    if (number === undefined) usage(USAGE);
    return Number(number) * UNITS[unit]!;
  });
  if (times.length === 0) usage(USAGE);
  const seconds = times.reduce((sum, time) => sum + time, 0);
  await process.lab.clock.sleep(seconds * 1000, { signal: process.signal });
  return 0;
});
