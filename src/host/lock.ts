/** A lock that other processes see: a symbolic link that says whose it is, and dies with its process. */
import { readdirSync, readlinkSync, symlinkSync, unlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Processes, ProcessMark } from "./processes.ts";

/** A lock that did not come free in time. */
export class HeldError extends Error {
  override readonly name = "HeldError";
  constructor(holder: number | undefined) {
    super(`process ${holder ?? "unknown"} holds its lock`);
  }
}

/** How a lock is waited for, and how one that nobody holds is known. */
export interface LockOptions {
  /** How long to wait for one and the same process, milliseconds: where one after the other has its turn, ours will come. */
  readonly patience: number;
  readonly processes: Processes;
  /** Takes away what lies in the lock's place and is none. */
  readonly setAside: (path: string) => void;
  /** Is its directory one of others, too? Then nothing else in it is touched. */
  readonly isAlone?: boolean;
}

/** How long to wait at least, and at most, before looking again whether a lock is free, milliseconds. */
const MIN_PAUSE = 5;
const MAX_PAUSE = 100;
/** Who has waited for long looks less often: fifty that wait would leave the one that they wait for little of the processor. */
const PART = 0.1;

/** What a lock is named after. */
const LOCK = ".lock";
/** A lock's file of its own, for whoever takes the lock of a dead process away. */
const BREAK = ".break";
/** What versions before this one leave when they are killed while they take a lock. */
const TICKET = /\.lock\.\d+\.\d+$/;

/** The locks of this process: one that bears its number and is not among them was left by another. */
const held = new Set<string>();

/**
 * Takes a lock, in a directory that is there. Returns the function that lets it go. A lock whose process is gone is taken
 * over, and others of that kind are cleared away. Throws a HeldError when one process does not let it go in time.
 */
export async function lock(file: string, options: LockOptions): Promise<() => void> {
  const began = performance.now();
  let since = began;
  let last: number | undefined;
  if (options.isAlone !== true) clearAway(file, options);
  for (;;) {
    if (claim(file, options.processes)) return () => letGo(file);
    if (takeAwayFromDead(file, options)) continue;
    const now = performance.now();
    const pid = pidOf(file);
    if (pid !== last && last !== undefined) since = now;
    last = pid ?? last;
    if (now - since >= options.patience) throw new HeldError(pid);
    await wait(Math.min(MAX_PAUSE, Math.max(MIN_PAUSE, (now - began) * PART)));
  }
}

/**
 * Makes the link; returns false when something is there. It says whose it is from its first moment on, it needs no room
 * that could be lacking afterwards, and nobody who reads it has to open anything.
 */
function claim(file: string, { own }: Processes): boolean {
  try {
    symlinkSync(`${own.pid}:${own.began}`, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
  held.add(file);
  return true;
}

function letGo(file: string): void {
  held.delete(file);
  remove(file);
}

function remove(file: string): void {
  try {
    unlinkSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}

/**
 * Removes the lock of a process that is gone. Whoever does so holds a second lock: else one of two that saw the dead
 * holder could remove the lock that the other one has taken since.
 */
function takeAwayFromDead(file: string, { processes, setAside }: LockOptions): boolean {
  if (!isDead(file, processes)) return false;
  const breaking = `${file}${BREAK}`;
  if (!claim(breaking, processes)) {
    if (holder(breaking) === "strange") setAside(breaking);
    else if (isDead(breaking, processes)) remove(breaking);
    return false;
  }
  try {
    if (holder(file) === "strange") setAside(file);
    else if (isDead(file, processes)) remove(file);
    return true;
  } finally {
    letGo(breaking);
  }
}

/** Other locks than this one whose processes are gone: nobody may ever ask for them again. */
function clearAway(file: string, options: LockOptions): void {
  const directory = dirname(file);
  for (const name of readdirSync(directory)) {
    const other = join(directory, name);
    if (other === file) continue;
    if (TICKET.test(name)) remove(other);
    else if (name.endsWith(LOCK)) takeAwayFromDead(other, options);
    else if (name.endsWith(LOCK + BREAK) && isDead(other, options.processes)) remove(other);
  }
}

/** Returns the process that holds a lock, if it is there; undefined when nobody does. */
export function lockHolder(file: string, processes: Processes): ProcessMark | undefined {
  const mark = holder(file);
  return mark === undefined || mark === "strange" || !processes.lives(mark) ? undefined : mark;
}

function isDead(file: string, processes: Processes): boolean {
  const mark = holder(file);
  if (mark === undefined) return false;
  if (mark === "strange") return true;
  if (mark.pid === processes.own.pid && mark.began === processes.own.began) return !held.has(file);
  return !processes.lives(mark);
}

/** Whose lock it is; undefined when there is none. What is no lock is strange. */
function holder(file: string): ProcessMark | "strange" | undefined {
  try {
    const [, pid, began] = /^([1-9]\d{0,9}):([\w.]*)$/.exec(readlinkSync(file)) ?? [];
    return pid === undefined ? "strange" : { pid: Number(pid), began: began! };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return undefined;
    if (code === "EINVAL") return "strange";
    throw error;
  }
}

function pidOf(file: string): number | undefined {
  const mark = holder(file);
  return mark === "strange" ? undefined : mark?.pid;
}
