/** A lab that is started by the way: whoever did not ask for it is told. */
import { printable } from "../../buddy/printable.ts";
import { isRunning, setPrices } from "../../lab/daemon/client.ts";
import type { LabDirectory } from "../../lab/daemon/directory.ts";
import { whyEnded } from "../../lab/daemon/ended.ts";
import { startLabs } from "../../lab/daemon/second.ts";
import { STARTS_LAB } from "../detached.ts";
import { exitStatus, Failure, type Io } from "../io.ts";
import { wantedIdle } from "./idle.ts";
import { wantedPrices } from "./prices.ts";

/**
 * Starts the lab unless it runs, and says so in a line on standard error. As long as this program lives the lab has the
 * prices that it wants. Throws a Failure where a lab that is off is to stay so.
 */
export async function ensureLab(
  directory: LabDirectory,
  self: readonly string[],
  io: Pick<Io, "err" | "env">,
): Promise<void> {
  if (io.env[STARTS_LAB] === "NO" && !(await isRunning(directory)))
    throw new Failure(exitStatus.noHost, `the lab in ${printable(directory.path)} is off`);
  const wanted = wantedPrices(io);
  const ended = whyEnded(directory);
  wantedIdle(io);
  const { started, second, join } = await startLabs(directory, self);
  await join();
  if (wanted !== undefined) await setPrices(directory, wanted.text);
  if (!started) return;
  if (ended !== undefined) io.err(`ngbuddy: ${endedLine(directory, ended)}\n`);
  io.err(
    `ngbuddy: started the lab in ${printable(directory.path)}, an emulated FreeBSD host; to stop it: ngbuddy lab stop\n`,
  );
  if (second !== undefined) io.err(`ngbuddy: ${secondLine(second)}`);
}

/** Returns the line that says that the lab of a second host has been started. */
export function secondLine({ path }: LabDirectory): string {
  return `The lab of its second host is up, too, in ${printable(path)}; ngbuddy lab stop ends both.\n`;
}

/** Returns what is said of a lab that had ended by itself. */
export function endedLine(directory: LabDirectory, why: string): string {
  return `the lab in ${printable(directory.path)} had ended by itself: ${printable(why)} (NGBUDDY_LAB_IDLE says for how long it may be left alone)`;
}
