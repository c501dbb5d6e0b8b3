/**
 * Standard output and standard error by their descriptors: Bun's streams for them cost more to load than half of a
 * short run.
 */
import { fstatSync, writeSync } from "node:fs";
import { exitStatus, Failure, reasonOf, type Terminal } from "./io.ts";

const STDOUT = 1;
const STDERR = 2;
const NAMES = { [STDOUT]: "standard output", [STDERR]: "standard error" } as const;

/** What writing says when the terminal is lost, or nobody reads any more. */
const GONE = new Set<unknown>(["EPIPE", "EIO"]);
/** How long is waited for a reader whose pipe is full and does not block, milliseconds. */
const PAUSE = 5;

/** Where a run writes. A text is written as a whole before the call returns. */
export interface Output {
  out(text: string): void;
  err(text: string): void;
}

/**
 * Returns the output of this process. A reader that goes away (`ngbuddy status | head`) is no fault: the process ends.
 * One that `goesOn`, because it changes a host, writes the rest to nobody; whatever else is wrong there is told by
 * `faultOf`, while it throws a Failure otherwise.
 */
export function processOutput(goesOn = false): Output & { faultOf(): Failure | undefined } {
  let fault: Failure | undefined;
  const write = (fd: keyof typeof NAMES) => (text: string) => {
    try {
      writeAll(fd, text);
    } catch (error) {
      if (GONE.has((error as NodeJS.ErrnoException).code)) {
        if (goesOn) return;
        process.exit(exitStatus.ok);
      }
      fault ??= new Failure(exitStatus.io, `${NAMES[fd]}: ${reasonOf(error)}`);
      if (!goesOn) throw fault;
    }
  };
  return { out: write(STDOUT), err: write(STDERR), faultOf: () => fault };
}

/** Writes bytes to standard output. Returns false when nobody reads there any more. Throws a Failure for other faults. */
export function writeBytes(bytes: Uint8Array): boolean {
  try {
    writeAll(STDOUT, bytes);
    return true;
  } catch (error) {
    if (GONE.has((error as NodeJS.ErrnoException).code)) return false;
    throw new Failure(exitStatus.io, `${NAMES[STDOUT]}: ${reasonOf(error)}`);
  }
}

/** Writes all of it. Throws what write(2) says. */
function writeAll(fd: number, content: string | Uint8Array): void {
  const bytes = Buffer.from(content);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(fd, bytes, at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
    }
  }
}

/** Returns the terminal that standard output is; undefined when it is none. */
export function processTerminal(): Terminal | undefined {
  // Most runs are started by jail(8) and rc(8), into a file or a pipe, and need not load what knows of terminals.
  if (!isDevice(STDOUT)) return undefined;
  const { isTTY, columns = 80, rows = 24 } = process.stdout;
  return isTTY ? { columns, rows } : undefined;
}

function isDevice(fd: number): boolean {
  try {
    return fstatSync(fd).isCharacterDevice();
  } catch {
    return false;
  }
}
