/** A file tree in a real directory. Nothing outside that directory can be reached, neither by `..` nor by symbolic links. */
import * as fs from "node:fs";
import { nameWithin, placeWithin } from "../../host/within.ts";
import { type ErrnoName, errno, NetgraphError } from "../../netgraph/errno.ts";
import { type Files, normalPath } from "./files.ts";

/** The permission bits by which a file may be run. */
const EXECUTABLE = 0o111;

/** The file tree in `root`, a directory of this machine, which is made when it is not there. */
export function directoryFiles(root: string): Files {
  fs.mkdirSync(root, { recursive: true });
  const base = fs.realpathSync(root);

  /** The real place of a path of the lab, its links followed. */
  function place(operation: string, given: string): string {
    const path = normalPath(given);
    if (path.includes("\0")) throw new NetgraphError(operation, path, errno.EINVAL);
    return placeWithin(base, path);
  }

  /** The place of a name itself, be it a link. */
  function namePlace(operation: string, given: string): string {
    const path = normalPath(given);
    if (path === "/") throw new NetgraphError(operation, path, errno.EBUSY);
    if (path.includes("\0")) throw new NetgraphError(operation, path, errno.EINVAL);
    return nameWithin(base, path);
  }

  return {
    read: (path) => attempt("read", path, () => fs.readFileSync(place("read", path), "utf8")),
    write: (path, text, mode) =>
      attempt("write", path, () => {
        const real = place("write", path);
        fs.writeFileSync(real, text);
        if (mode !== undefined) fs.chmodSync(real, mode);
      }),
    append: (path, text) =>
      attempt("write", path, () => fs.appendFileSync(place("write", path), text)),
    remove: (path) =>
      attempt("remove", path, () => {
        const real = namePlace("remove", path);
        if (fs.lstatSync(real).isDirectory()) fs.rmdirSync(real);
        else fs.unlinkSync(real);
      }),
    rename: (from, to) =>
      attempt("rename", from, () =>
        fs.renameSync(namePlace("rename", from), namePlace("rename", to)),
      ),
    makeDirectory: (path) =>
      attempt("mkdir", path, () => {
        fs.mkdirSync(place("mkdir", path), { recursive: true });
      }),
    list: (path) => attempt("list", path, () => fs.readdirSync(place("list", path)).sort()),
    exists: (path) => isThere(() => fs.existsSync(place("stat", path))),
    isDirectory: (path) => isThere(() => fs.statSync(place("stat", path)).isDirectory()),
    link: (target, path) =>
      attempt("link", path, () => fs.symlinkSync(target, namePlace("link", path))),
    isLink: (path) => isThere(() => fs.lstatSync(namePlace("stat", path)).isSymbolicLink()),
    isExecutable: (path) =>
      isThere(() => {
        const found = fs.statSync(place("stat", path));
        return found.isFile() && (found.mode & EXECUTABLE) !== 0;
      }),
    setExecutable: (path, executable) =>
      attempt("chmod", path, () => {
        const real = place("chmod", path);
        const { mode } = fs.statSync(real);
        fs.chmodSync(real, executable ? mode | EXECUTABLE : mode & ~EXECUTABLE);
      }),
  };
}

/** Turns this machine's errors into FreeBSD's of the same name. */
function attempt<T>(operation: string, path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof NetgraphError) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    if (code === undefined) throw error;
    throw new NetgraphError(operation, normalPath(path), errno[code as ErrnoName] ?? errno.EIO);
  }
}

/** What cannot be looked at, or is outside, is not there. */
function isThere(look: () => boolean): boolean {
  try {
    return look();
  } catch {
    return false;
  }
}
