/** A lock that other processes see: a file that holds its owner's process number, and dies with it. */
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

/** A lock that did not come free in time. */
export class HeldError extends Error {
  override readonly name = "HeldError";
  constructor(holder: number | undefined) {
    super(`process ${holder ?? "unknown"} holds its lock`);
  }
}

/** How often to look whether a lock is free, milliseconds. */
const POLL = 5;

let tickets = 0;

/**
 * Takes a lock. Gives the function that lets it go. A lock whose process is gone is taken over.
 * Throws a HeldError when it does not come free within `patience` milliseconds.
 */
export async function lock(file: string, patience: number): Promise<() => void> {
  mkdirSync(dirname(file), { recursive: true });
  const since = Date.now();
  for (;;) {
    if (claim(file)) return () => rmSync(file, { force: true });
    if (takeAwayFromDead(file)) continue;
    if (Date.now() - since >= patience) throw new HeldError(holder(file));
    await wait(POLL);
  }
}

/** Makes the file, with our process number in it from its first moment on. Gives false when it is there. */
function claim(file: string): boolean {
  const ticket = `${file}.${process.pid}.${tickets++}`;
  writeFileSync(ticket, `${process.pid}\n`, { mode: 0o600 });
  try {
    linkSync(ticket, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(ticket, { force: true });
  }
}

/**
 * Removes the lock of a process that is gone. Whoever does so holds a second lock: else one of two that saw the dead
 * holder could remove the lock that the other one has taken since.
 */
function takeAwayFromDead(file: string): boolean {
  if (!isHeldByDead(file)) return false;
  const breaking = `${file}.break`;
  if (!claim(breaking)) {
    if (isHeldByDead(breaking)) rmSync(breaking, { force: true });
    return false;
  }
  try {
    if (isHeldByDead(file)) rmSync(file, { force: true });
    return true;
  } finally {
    rmSync(breaking, { force: true });
  }
}

function isHeldByDead(file: string): boolean {
  const pid = holder(file);
  return pid !== undefined && !isAlive(pid);
}

function holder(file: string): number | undefined {
  try {
    const pid = Number(readFileSync(file, "utf8"));
    return pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Is there a process of this number? */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
