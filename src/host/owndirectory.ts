/** Directories for us alone, such as the one of the journals: made with mode 0700, and trusted only as long as they are ours. */
import { chmodSync, lstatSync, mkdirSync, renameSync } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";
import { kindOf, notOurs, StrangeError } from "./regular.ts";

/** Where what was found strange is kept, below the top. */
const STRANGE = "strange";

/** A directory that is ours alone. */
export interface OwnDirectory {
  /** Is this path the directory's, or below it? */
  has(path: string): boolean;
  /** Makes a directory, the top or below it, and checks it and those above it up to the top. Throws a StrangeError. */
  make(path: string): void;
  /** Checks what is there of it. Throws a StrangeError. */
  check(path: string): void;
  /** Moves something out of the way, and never follows it. Returns its new place. */
  setAside(path: string): string;
}

/** How it speaks of what it finds. */
export interface OwnDirectoryOptions {
  /** Told in a line when one had to be mended. */
  readonly remark: (line: string) => void;
  /** What people call a path. */
  readonly nameOf: (path: string) => string;
}

/** `top`: the uppermost directory that is ours. */
export function ownDirectory(top: string, options: OwnDirectoryOptions): OwnDirectory {
  const levels = (path: string) => {
    const below = relative(top, path).split(sep).filter(Boolean);
    return [top, ...below.map((_, index) => join(top, ...below.slice(0, index + 1)))];
  };
  const own: OwnDirectory = {
    has: (path) => path === top || path.startsWith(top + sep),
    make(path) {
      mkdirSync(dirname(top), { recursive: true, mode: 0o755 });
      for (const level of levels(path)) {
        try {
          mkdirSync(level, { mode: 0o700 });
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
        }
        checkLevel(level, options);
      }
    },
    check(path) {
      for (const level of levels(path)) if (!checkLevel(level, options)) return;
    },
    setAside(path) {
      const strange = join(top, STRANGE);
      own.make(strange);
      for (let count = 0; ; count++) {
        const to = join(strange, `${basename(path)}${count === 0 ? "" : `.${count}`}`);
        if (lstatSync(to, { throwIfNoEntry: false }) !== undefined) continue;
        renameSync(path, to);
        return to;
      }
    },
  };
  return own;
}

/** Returns false when it is not there. What others may read or write is closed to them. */
function checkLevel(path: string, { remark, nameOf }: OwnDirectoryOptions): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return false;
  const name = nameOf(path);
  const advice = "look who made it, and move it away";
  if (!stats.isDirectory())
    throw new StrangeError(`${name} is ${kindOf(stats)}, not a directory; ${advice}`);
  const mode = stats.mode & 0o7777;
  const fault = notOurs(stats);
  if (fault !== undefined) throw new StrangeError(`${name}: ${fault}; ${advice}`);
  if ((mode & 0o077) === 0) return true;
  chmodSync(path, 0o700);
  if ((mode & 0o022) !== 0)
    remark(`${name} could be written by others (mode ${mode.toString(8)}): it is ours alone now`);
  return true;
}
