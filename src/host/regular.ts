/** Files as files: what is something else (a FIFO, a device, a directory, a link) is never followed, and never waited for. */
import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  lstatSync,
  openSync,
  readFileSync,
  type Stats,
  statSync,
  unlinkSync,
  writeSync,
} from "node:fs";

const { O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY } = constants;

/** Something that is not the file it should be, and what it is instead. */
export class StrangeError extends Error {
  override readonly name = "StrangeError";
  constructor(
    message: string,
    /** Is it a directory where a file was to be read? */
    readonly isDirectory = false,
  ) {
    super(message);
  }
}

/** Whose files are trusted. */
export type Trust =
  /** Anybody's; links are followed. */
  | "any"
  /** A jail's, by the place that its links lead to: whoever is root there may put another one there meanwhile, or a huge one. */
  | "jail"
  /** Those that are ours, that nobody else can write, and that have no second name. */
  | "own";

/** The largest file that is read, bytes. Of a jail's configuration nobody needs more, and to read that takes half a second. */
const MAX_BYTES = { any: 64 * 1024 * 1024, jail: 256 * 1024, own: 64 * 1024 * 1024 } as const;

/** Returns the bytes of a file. Throws a StrangeError for what is none, and what the system says. */
export function readRegular(path: string, trust: Trust): Buffer {
  check(trust === "any" ? statSync(path) : lstatSync(path), trust);
  const file = openSync(path, O_RDONLY | O_NONBLOCK | (trust === "any" ? 0 : O_NOFOLLOW));
  try {
    // It may have been exchanged since.
    check(fstatSync(file), trust);
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

/**
 * Opens a file of our own to add to it, and makes it when it is not there. Throws a StrangeError for what is none of
 * ours, and what the system says.
 */
export function openToAppend(path: string): { readonly file: number; readonly made: boolean } {
  const flags = O_WRONLY | O_APPEND | O_NOFOLLOW | O_NONBLOCK;
  for (;;) {
    const there = lstatSync(path, { throwIfNoEntry: false });
    if (there !== undefined) check(there, "own");
    try {
      if (there !== undefined) return { file: openSync(path, flags), made: false };
      // A journal holds what rc.conf held, which may be for its owner alone.
      return { file: openSync(path, flags | O_CREAT | O_EXCL, 0o600), made: true };
    } catch (error) {
      // Somebody else has made or removed it meanwhile.
      const { code } = error as NodeJS.ErrnoException;
      if (code !== (there === undefined ? "EEXIST" : "ENOENT")) throw error;
    }
  }
}

/** Adds bytes to an open file of our own, all or none. Returns false, and adds none, when it has been removed. */
export function appendTo(file: number, bytes: Uint8Array): boolean {
  const stats = fstatSync(file);
  if (stats.nlink === 0) return false;
  check(stats, "own");
  try {
    writeAll(file, bytes);
  } catch (error) {
    // A disk that is full may have taken a part.
    ftruncateSync(file, stats.size);
    throw error;
  }
  return true;
}

/**
 * Makes a file anew, in the place of what has its name, and returns its descriptor. A link is replaced, not followed.
 * Throws a StrangeError for a directory, a device and the like, which stay.
 */
export function createRegular(path: string, mode = 0o600): number {
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (there !== undefined && !there.isFile() && !there.isSymbolicLink())
    throw new StrangeError(`${path} is in the way: it is ${kindOf(there)}`);
  if (there !== undefined) unlinkSync(path);
  return openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode);
}

/** Writes all of it, however many calls that takes. */
export function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}

function check(stats: Stats, trust: Trust): void {
  if (!stats.isFile())
    throw new StrangeError(`it is ${kindOf(stats)}, not a file`, stats.isDirectory());
  if (stats.size > MAX_BYTES[trust])
    throw new StrangeError(`it has ${stats.size} bytes, and at most ${MAX_BYTES[trust]} are read`);
  if (trust !== "own") return;
  const whose = notOurs(stats);
  if (whose !== undefined) throw new StrangeError(whose);
  if ((stats.mode & 0o022) !== 0)
    throw new StrangeError(`others may write it (mode ${(stats.mode & 0o7777).toString(8)})`);
  if (stats.nlink > 1) throw new StrangeError("it has a second name, a hard link");
}

/** Why something is not ours; undefined when it is. */
export function notOurs({ uid }: Stats): string | undefined {
  const us = process.geteuid?.() ?? uid;
  return uid === us ? undefined : `it belongs to user ${uid}, and this is user ${us}`;
}

/** For people: `a FIFO`. */
export function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return "a directory";
  if (stats.isSymbolicLink()) return "a symbolic link";
  if (stats.isFIFO()) return "a FIFO";
  if (stats.isSocket()) return "a socket";
  return stats.isFile() ? "a file" : "a device";
}
