/** HostFiles on the file system of the machine this runs on, under a root: `/` on FreeBSD, a lab's own tree in a lab. */
import { isUtf8 } from "node:buffer";
import {
  appendFileSync,
  closeSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { errno } from "../netgraph/errno.ts";
import { FileError, type HostFiles } from "./host.ts";
import { HeldError, lock } from "./lock.ts";

export interface RealFilesOptions {
  /** Every path is taken below this folder. */
  readonly root: string;
  /** Where locks are kept, below the root: `/var/run/ngbuddy`. */
  readonly locks: string;
}

/** How long to wait for another ngbuddy that is editing the same file, milliseconds. */
const LOCK_PATIENCE = 30_000;

export function realFiles(options: RealFilesOptions): HostFiles {
  const real = (path: string) => join(options.root, path);
  const locked = (name: string, operation: FileError["operation"], path: string) =>
    lock(join(real(options.locks), `${name}.lock`), LOCK_PATIENCE).catch((error: unknown) => {
      throw fileError(operation, path, error);
    });
  return {
    async read(path) {
      return attempt("read", path, undefined, () => readText(real(path)).text);
    },
    async list(path) {
      return attempt("list", path, [], () => readdirSync(real(path)).sort());
    },
    async edit(path, edit) {
      // A link is followed, so that it stays one: the file it names is replaced.
      const target = resolveLink(real(path));
      const release = await locked(target.replaceAll("/", "_"), "write", path);
      try {
        const old = attempt("read", path, undefined, () => readText(target));
        const text = edit(old?.text);
        if (text !== undefined && text !== old?.text) {
          const bytes = Buffer.from(text, old?.encoding);
          attempt("write", path, undefined, () => replaceFile(target, bytes));
        }
      } finally {
        release();
      }
    },
    async append(path, text) {
      attempt("write", path, undefined, () => {
        mkdirSync(dirname(real(path)), { recursive: true });
        // A journal holds what rc.conf held, which may be for its owner alone.
        appendFileSync(real(path), text, { mode: 0o600 });
      });
    },
    async remove(path) {
      attempt("remove", path, undefined, () => rmSync(real(path)));
    },
    lock: (name) => locked(name, "lock", `${options.locks}/${name}.lock`),
  };
}

/** A file's text. What is no UTF-8 is read byte for byte, so that whoever writes it back changes none of them. */
function readText(path: string): { readonly text: string; readonly encoding: "utf8" | "latin1" } {
  const bytes = readFileSync(path);
  const encoding = isUtf8(bytes) ? "utf8" : "latin1";
  return { text: bytes.toString(encoding), encoding };
}

/** Puts bytes in a file's place at once: a crash at any moment leaves the old file or the new one. */
function replaceFile(target: string, bytes: Uint8Array): void {
  mkdirSync(dirname(target), { recursive: true });
  // One name for all: under the lock there is one writer, and what a killed one left is written over.
  const temporary = `${target}.ngbuddy`;
  try {
    const file = openSync(temporary, "w", 0o600);
    try {
      writeFileSync(file, bytes);
      keepOwnerAndMode(file, statOrUndefined(target));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncFolder(dirname(target));
}

function keepOwnerAndMode(file: number, old: Stats | undefined): void {
  const made = fstatSync(file);
  if (old !== undefined && (made.uid !== old.uid || made.gid !== old.gid))
    fchownSync(file, old.uid, old.gid);
  fchmodSync(file, old === undefined ? 0o644 : old.mode & 0o7777);
}

function syncFolder(folder: string): void {
  const handle = openSync(folder, "r");
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

/** Does something with a file. Gives `absent` when there is no such file; throws a FileError for any other failure. */
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
