/** The end of a lab's process that does not answer. */
import { setTimeout as wait } from "node:timers/promises";
import { lockHolder } from "../../host/lock.ts";
import type { Processes } from "../../host/processes.ts";
import type { LabDirectory } from "./directory.ts";
import { LabError } from "./error.ts";

/** How often to look whether it is gone, and how often at most: 5 s in all. Milliseconds. */
const POLL = 10;
const MAX_POLLS = 500;

/**
 * Kills the process that runs a lab, and waits until it is gone; what the lab was by its last command is on disk. The lab's
 * lock says which process it is, by its beginning too. Throws a LabError where that cannot be told, or when it stays.
 */
export async function killLab(directory: LabDirectory, processes: Processes): Promise<void> {
  const mark = lockHolder(directory.lock, processes);
  if (mark === undefined) return;
  // By its number alone it could be anybody's.
  if (mark.began === "")
    throw new LabError(
      `the lab in ${directory.path} is process ${mark.pid} as far as can be told on this system; look, and end it with kill -9 ${mark.pid}`,
    );
  process.kill(mark.pid, "SIGKILL");
  for (let polls = 0; processes.lives(mark); polls++) {
    if (polls === MAX_POLLS)
      throw new LabError(`the lab in ${directory.path} cannot be killed (pid ${mark.pid})`);
    await wait(POLL);
  }
}
