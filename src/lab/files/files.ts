/** The lab's own file tree: in memory for tests, in the lab's directory for a lab that stays. */

/** Absolute paths of the lab. Refusals are NetgraphErrors with FreeBSD's errno (ENOENT, ENOTDIR, EISDIR, EACCES …). */
export interface Files {
  /** Returns the text of a file. */
  read(path: string): string;
  /** Makes or replaces a file; its directory must exist. */
  write(path: string, text: string, mode?: number): void;
  append(path: string, text: string): void;
  /** Removes a file, or a directory that is empty. */
  remove(path: string): void;
  /** Gives a file or a directory another path; a file that is there is replaced. */
  rename(from: string, to: string): void;
  /** Makes a directory and those above it. */
  makeDirectory(path: string): void;
  /** Names in a directory, sorted. */
  list(path: string): string[];
  exists(path: string): boolean;
  isDirectory(path: string): boolean;
  /** Makes a symbolic link to a path, which need not be there; an absolute one is the lab's. */
  link(target: string, path: string): void;
  /** Is it a symbolic link itself? */
  isLink(path: string): boolean;
  /** May a file be run as a program? */
  isExecutable(path: string): boolean;
  /** Lets a file be run as a program, or not. */
  setExecutable(path: string, executable: boolean): void;
}

/** Paths without `.`, `..` and doubled slashes, as most are. */
const NORMAL = /^(?:\/(?!\.{1,2}(?:\/|$))[^/]+)+$/;

/** An absolute path without `.`, `..` and doubled slashes; `..` never leads above `/`. A relative path is taken from `/`. */
export function normalPath(path: string): string {
  if (NORMAL.test(path)) return path;
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}

/** The directory that a normal path is in; `/` is in itself. */
export function directoryOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/")) || "/";
}
