/** What the subcommands have in common that read the host again and again. */
import { setTimeout } from "node:timers/promises";
import { exitStatus, Failure } from "./io.ts";

/** Seconds between two readings, of `--interval`; 1 when it is not given. Throws a Failure for what is none. */
export function intervalOf(subcommand: string, text = "1"): number {
  const seconds = Number(text);
  if (seconds >= 0.1 && seconds <= 3600) return seconds;
  throw new Failure(
    exitStatus.usage,
    `${subcommand}: --interval ${text}: give 0.1 to 3600 seconds`,
  );
}

/** Waits so many seconds. Returns false at once when it is over. */
export async function pause(seconds: number, signal: AbortSignal): Promise<boolean> {
  return await setTimeout(seconds * 1000, true, { signal }).catch(() => false);
}

/** Waits until a signal is aborted. */
export async function aborted(signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
