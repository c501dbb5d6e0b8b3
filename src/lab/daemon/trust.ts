/** Whether a lab's directory is ours alone. Else whoever can write there could have us write anywhere, as root. */
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readlinkSync,
  type Stats,
  statSync,
} from "node:fs";
import { basename, join } from "node:path";
import { kindOf, notOurs } from "../../host/regular.ts";
import { DirectoryError, type LabDirectory } from "./directory.ts";

/** A directory that is not ours, or that others can change, and what would be right. */
export class TrustError extends Error {
  override readonly name = "TrustError";
}

const { O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_WRONLY } = constants;
const GROUP_WRITES = 0o020;
const OTHERS_WRITE = 0o002;
const STICKY = 0o1000;
const MAX_LINKS = 32;

/** Those that were found in order; a command looks once. */
const trusted = new Set<string>();

/**
 * Checks a lab's directory and what is in it, as far as it is there. Throws a TrustError when somebody else could write there,
 * or in a directory above, and when something of it is a link; a DirectoryError for what is no lab and cannot become one.
 */
export function checkLab(directory: LabDirectory): void {
  if (trusted.has(directory.path)) return;
  checkPath(directory.path);
  if (!statSync(directory.path, { throwIfNoEntry: false })?.isDirectory()) return;
  for (const path of [directory.root, directory.bin, directory.shim]) {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats === undefined) continue;
    if (!stats.isDirectory()) throw new TrustError(`${path} is ${kindOf(stats)}, not a directory`);
    checkOwner(path, stats);
  }
  for (const path of [
    directory.hostFile,
    directory.log,
    directory.history,
    directory.state,
    directory.cables,
    directory.ended,
  ]) {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats === undefined) continue;
    if (!stats.isFile()) throw new TrustError(`${path} is ${kindOf(stats)}, not a file`);
    checkOwner(path, stats);
  }
  checkContent(directory);
  trusted.add(directory.path);
}

/** A lab removes and replaces what is called as its own: it gets no directory where that is somebody's, such as / or a home with a bin. */
function checkContent(directory: LabDirectory): void {
  if ([directory.hostFile, directory.root].every(isThere)) return;
  const replaced = [directory.root, directory.bin].filter(isThere).map((path) => basename(path));
  if (replaced.length === 0) return;
  const own = Object.values(directory).map((path) => basename(path));
  const isOwn = (name: string) => own.some((one) => name === one || name.startsWith(`${one}.`));
  if (readdirSync(directory.path).every(isOwn)) return;
  throw new DirectoryError(
    `${directory.path} is no lab, and a lab would replace its ${replaced.join(" and ")}; name an empty directory or a new one with NGBUDDY_LAB`,
  );
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** Makes a lab's directory, for us alone, unless it is there, and checks it. */
export function makeLab(directory: LabDirectory): void {
  checkLab(directory);
  mkdirSync(directory.path, { recursive: true, mode: 0o700 });
  checkLab(directory);
}

/** Opens a lab's log to add to it. Returns its descriptor. Never follows a link. */
export function openLog(directory: LabDirectory): number {
  const flags = O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK;
  const file = openSync(directory.log, flags, 0o600);
  if (fstatSync(file).isFile()) return file;
  closeSync(file);
  throw new TrustError(`${directory.log} is not a file`);
}

/** Follows a path from the top as far as it is there: nobody but root and us can lead it elsewhere, and its end is ours. */
function checkPath(path: string): void {
  const todo = path.split("/").filter(Boolean).reverse();
  let here = "/";
  let links = 0;
  for (let part = todo.pop(); part !== undefined; part = todo.pop()) {
    if (part === "..") {
      here = join(here, "..");
      continue;
    }
    const next = join(here, part);
    const stats = lstatSync(next, { throwIfNoEntry: false });
    if (stats === undefined) return;
    if (stats.isSymbolicLink()) {
      if (++links > MAX_LINKS) throw new TrustError(`${path}: too many symbolic links`);
      checkAbove(next, stats);
      const target = readlinkSync(next);
      if (target.startsWith("/")) here = "/";
      todo.push(
        ...target
          .split("/")
          .filter((name) => name !== "" && name !== ".")
          .reverse(),
      );
      continue;
    }
    if (!stats.isDirectory())
      throw new DirectoryError(
        `${next} is ${kindOf(stats)}, not a directory; name another one with NGBUDDY_LAB`,
      );
    if (todo.length === 0) checkOwn(next, stats);
    else checkAbove(next, stats);
    here = next;
  }
}

/** A directory or link above the lab's: root's or ours, and one that others can write keeps each to his own (sticky). */
function checkAbove(path: string, stats: Stats): void {
  if (stats.uid !== 0) checkOwner(path, stats);
  if (stats.isSymbolicLink() || (stats.mode & STICKY) !== 0) return;
  const isShared = (stats.mode & GROUP_WRITES) !== 0 && stats.gid !== process.getegid?.();
  if (isShared || (stats.mode & OTHERS_WRITE) !== 0) throw new TrustError(writable(path, stats));
}

function checkOwn(path: string, stats: Stats): void {
  checkOwner(path, stats);
  if ((stats.mode & (GROUP_WRITES | OTHERS_WRITE)) !== 0)
    throw new TrustError(writable(path, stats));
}

function checkOwner(path: string, stats: Stats): void {
  const fault = notOurs(stats);
  if (fault === undefined) return;
  throw new TrustError(
    `${path}: ${fault}; a lab needs a directory of its user's own: name one with NGBUDDY_LAB`,
  );
}

function writable(path: string, stats: Stats): string {
  const mode = (stats.mode & 0o7777).toString(8);
  return `${path}: others may write here (mode ${mode}), and a lab needs a directory that is its user's alone: chmod go-w ${path}, or name another one with NGBUDDY_LAB`;
}
