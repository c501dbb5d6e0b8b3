/** HostFiles on the file system of the machine this runs on, under a root: `/` on FreeBSD, a lab's own tree in a lab. */
import {
  closeSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  unlinkSync,
} from "node:fs";
import { dirname, join, normalize, resolve } from "node:path";
import { errno } from "../netgraph/errno.ts";
import { Appends } from "./appends.ts";
import { FileError, type HostFiles, ownPlaces } from "./host.ts";
import { HeldError, lock } from "./lock.ts";
import { type OwnDirectory, ownDirectory } from "./owndirectory.ts";
import { type Processes, plainProcesses } from "./processes.ts";
import { createRegular, readRegular, StrangeError, type Trust, writeAll } from "./regular.ts";
import { nameWithin, placeWithin } from "./within.ts";

/** Where the files are, and whom to tell of what was strange. */
export interface RealFilesOptions {
  /** Every path is taken below this directory. */
  readonly root: string;
  /** Where locks are kept, below the root. */
  readonly locks?: string;
  /** Told in a line of what was strange and had to be mended. */
  readonly remark?: ((line: string) => void) | undefined;
  /** The processes of this machine: whose lock it is. */
  readonly processes?: (() => Promise<Processes>) | undefined;
}

/** How long to wait for another ngbuddy that is editing the same file, milliseconds. */
const LOCK_PATIENCE = 30_000;

/** Makes the files of a host that lie on disk. */
export function realFiles(options: RealFilesOptions): HostFiles {
  const root = resolve(options.root);
  const remark = options.remark ?? (() => {});
  const locks = options.locks ?? ownPlaces.run;
  /** A path as people know it: without the root of a lab. */
  const nameOf = (path: string) => (root === "/" ? path : path.slice(root.length));
  const isWhole = root === "/";
  const appends = new Appends();
  const own = [...new Set([ownPlaces.run, ownPlaces.db, locks])].map((top) => {
    const place = isWhole ? top : nameWithin(root, top);
    return { top, place, directory: ownDirectory(place, { remark, nameOf }) };
  });
  const ownTop = (path: string) =>
    own.find(({ top }) => normalize(path) === top || normalize(path).startsWith(`${top}/`));
  const ownOf = (path: string): OwnDirectory | undefined => ownTop(path)?.directory;
  /** Where a path lies: below the root of a lab links lead round in it. In our own directories none are followed. */
  function real(path: string): string {
    if (isWhole) return path;
    const mine = ownTop(path);
    if (mine !== undefined) return join(mine.place, normalize(path).slice(mine.top.length));
    return placeWithin(root, path);
  }

  async function locked(name: string, operation: FileError["operation"], path: string) {
    const directory = ownOf(locks)!;
    const file = join(real(locks), `${name}.lock`);
    try {
      directory.make(real(locks));
      return await lock(file, {
        patience: LOCK_PATIENCE,
        processes: await (options.processes ?? ordinary)(),
        setAside: (what) =>
          remark(
            `${nameOf(what)} is no lock of ours: moved to ${nameOf(directory.setAside(what))}`,
          ),
      });
    } catch (error) {
      throw fileError(operation, path, error);
    }
  }

  /** Edits the file at a place, in a directory that is ours or not. `path`: what messages call it. */
  async function editAt(
    target: string,
    path: string,
    directory: OwnDirectory | undefined,
    trust: Trust,
    edit: (text: string | undefined) => string | undefined,
  ): Promise<void> {
    const release = await locked(target.replaceAll("/", "_"), "write", path);
    try {
      const old = attempt("read", path, undefined, () => readText(target, trust));
      const text = edit(old?.text);
      if (text !== undefined && text !== old?.text) {
        const bytes = Buffer.from(text, old?.encoding);
        attempt("write", path, undefined, () => {
          if (directory === undefined) mkdirSync(dirname(target), { recursive: true });
          else directory.make(dirname(target));
          replaceFile(target, bytes, directory === undefined ? 0o644 : 0o600);
        });
      }
    } finally {
      release();
    }
  }

  return {
    async read(path) {
      const directory = ownOf(path);
      return attempt("read", path, undefined, () => {
        directory?.check(dirname(real(path)));
        return readText(real(path), directory === undefined ? "any" : "own").text;
      });
    },
    async list(path) {
      return attempt("list", path, [], () => {
        ownOf(path)?.check(real(path));
        return readdirSync(real(path)).sort();
      });
    },
    async edit(path, edit) {
      const directory = ownOf(path);
      // A link is followed, so that it stays one: the file it names is replaced. In our own directories there are none.
      const place = attempt("write", path, undefined, () => real(path))!;
      const target = directory === undefined ? resolveLink(place) : place;
      await editAt(target, path, directory, directory === undefined ? "any" : "own", edit);
    },
    async append(path, text) {
      attempt("write", path, undefined, () => {
        const place = real(path);
        appends.add(place, Buffer.from(text), () => {
          const directory = ownOf(path);
          if (directory === undefined) mkdirSync(dirname(place), { recursive: true });
          else directory.make(dirname(place));
        });
      });
    },
    async remove(path) {
      attempt("remove", path, undefined, () => {
        const place = isWhole || ownTop(path) ? real(path) : nameWithin(root, path);
        appends.close(place);
        unlinkSync(place);
      });
    },
    async setAside(path) {
      return attempt("write", path, path, () => {
        appends.close(real(path));
        return nameOf(ownOf(path)!.setAside(real(path)));
      });
    },
    lock: (name) => locked(name, "lock", `${locks}/${name}.lock`),
    inside(jail) {
      const told = (path: string) => `${jail.replace(/\/$/, "")}${path}`;
      const place = (operation: FileError["operation"], path: string, find: typeof placeWithin) =>
        attempt(operation, told(path), undefined, () => find(real(jail), path))!;
      return {
        async read(path) {
          const at = place("read", path, placeWithin);
          return attempt("read", told(path), undefined, () => readText(at, "jail").text);
        },
        edit: (path, edit) =>
          editAt(place("write", path, placeWithin), told(path), undefined, "jail", edit),
        async remove(path) {
          const at = place("remove", path, nameWithin);
          attempt("remove", told(path), undefined, () => unlinkSync(at));
        },
      };
    },
  };
}

const ordinary = async () => plainProcesses();

/** A file's text. What is no UTF-8 is read byte for byte, so that whoever writes it back changes none of them. */
function readText(
  path: string,
  trust: Trust,
): { readonly text: string; readonly encoding: "utf8" | "latin1" } {
  const bytes = readRegular(path, trust);
  try {
    const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    return { text: utf8.decode(bytes), encoding: "utf8" };
  } catch {
    return { text: bytes.toString("latin1"), encoding: "latin1" };
  }
}

/** Puts bytes in a file's place at once: a crash at any moment leaves the old file or the new one. */
function replaceFile(target: string, bytes: Uint8Array, mode: number): void {
  // One name for all: under the lock there is one writer, and what a killed one left is replaced.
  const temporary = `${target}.ngbuddy`;
  const file = createRegular(temporary);
  try {
    try {
      writeAll(file, bytes);
      keepOwnerAndMode(file, statOrUndefined(target), mode);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncDirectory(dirname(target));
}

function keepOwnerAndMode(file: number, old: Stats | undefined, mode: number): void {
  const made = fstatSync(file);
  if (old !== undefined && (made.uid !== old.uid || made.gid !== old.gid))
    fchownSync(file, old.uid, old.gid);
  fchmodSync(file, old === undefined ? mode : old.mode & 0o7777);
}

function syncDirectory(directory: string): void {
  const handle = openSync(directory, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function resolveLink(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function statOrUndefined(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

/** Does something with a file. Returns `absent` when there is no such file; throws a FileError for any other failure. */
function attempt<T, A>(
  operation: FileError["operation"],
  path: string,
  absent: A,
  action: () => T,
): T | A {
  try {
    return action();
  } catch (error) {
    if (operation !== "write" && (error as NodeJS.ErrnoException).code === "ENOENT") return absent;
    throw fileError(operation, path, error);
  }
}

/** The FileError that a failure means; what is no failure of the system's stays what it is. */
function fileError(operation: FileError["operation"], path: string, error: unknown): unknown {
  if (error instanceof HeldError) return new FileError(operation, path, errno.EBUSY, error.message);
  if (error instanceof StrangeError) {
    const number = error.isDirectory ? errno.EISDIR : errno.EFTYPE;
    return new FileError(operation, path, number, error.message);
  }
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === undefined) return error;
  const number = (errno as { readonly [name: string]: number })[code] ?? errno.EIO;
  return new FileError(operation, path, number, texts[code] ?? message);
}

const texts: { readonly [code: string]: string } = {
  EACCES: "permission denied",
  EPERM: "operation not permitted",
  EROFS: "read-only file system",
  ENOSPC: "no space left on device",
  EISDIR: "it is a directory",
  ENOTDIR: "a part of the path is not a directory",
  ELOOP: "too many symbolic links",
};
