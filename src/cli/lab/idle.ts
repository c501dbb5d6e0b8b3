/** How long a lab may be left alone before it ends by itself, by `$NGBUDDY_LAB_IDLE`. */
import { parseDuration } from "../duration.ts";
import { exitStatus, Failure, type Io } from "../io.ts";

const VARIABLE = "NGBUDDY_LAB_IDLE";
const FOR_EVER = "never";
const MAX = 366 * 24 * 60 * 60;

/** Returns seconds, 0 for ever; undefined when nobody says. Throws a Failure for what is no time. */
export function wantedIdle({ env }: Pick<Io, "env">): number | undefined {
  const text = env[VARIABLE];
  if (text === undefined || text === "") return undefined;
  if (text === FOR_EVER) return 0;
  const seconds = parseDuration(text);
  if (seconds === undefined || seconds === 0 || seconds > MAX)
    throw new Failure(
      exitStatus.usage,
      `${VARIABLE}: "${text}" is no time from 0 to ${MAX} seconds, a year; give such as 12h, 90m, or ${FOR_EVER}`,
    );
  return seconds;
}
