/** A file tree in memory. */
import { errno, NetgraphError } from "../../netgraph/errno.ts";
import { directoryOf, type Files, normalPath } from "./files.ts";

/** An empty file tree that lives as long as the process. */
export function memoryFiles(): Files {
  const texts = new Map<string, string>();
  const executables = new Set<string>();
  /** The names in each directory. */
  const directories = new Map<string, Set<string>>([["/", new Set()]]);

  function refuse(operation: string, path: string, number: number): never {
    throw new NetgraphError(operation, path, number);
  }

  /** Whatever is above the path must be a directory. */
  function checkAbove(operation: string, path: string): void {
    for (let above = directoryOf(path); above !== "/"; above = directoryOf(above)) {
      if (texts.has(above)) refuse(operation, path, errno.ENOTDIR);
    }
  }

  function existing(operation: string, path: string): void {
    if (texts.has(path) || directories.has(path)) return;
    checkAbove(operation, path);
    refuse(operation, path, errno.ENOENT);
  }

  function enter(path: string): void {
    directories.get(directoryOf(path))?.add(nameOf(path));
  }

  function leave(path: string): void {
    directories.get(directoryOf(path))?.delete(nameOf(path));
  }

  function put(path: string, text: string): void {
    if (directories.has(path)) refuse("write", path, errno.EISDIR);
    checkAbove("write", path);
    if (!directories.has(directoryOf(path))) refuse("write", path, errno.ENOENT);
    texts.set(path, text);
    enter(path);
  }

  const files: Files = {
    read(given) {
      const path = normalPath(given);
      existing("read", path);
      return texts.get(path) ?? refuse("read", path, errno.EISDIR);
    },
    write(given, text, mode) {
      const path = normalPath(given);
      put(path, text);
      if (mode !== undefined) files.setExecutable(path, (mode & 0o111) !== 0);
    },
    append(given, text) {
      const path = normalPath(given);
      put(path, (texts.get(path) ?? "") + text);
    },
    remove(given) {
      const path = normalPath(given);
      existing("remove", path);
      const names = directories.get(path);
      if (path === "/") refuse("remove", path, errno.EBUSY);
      if (names !== undefined && names.size > 0) refuse("remove", path, errno.ENOTEMPTY);
      texts.delete(path);
      executables.delete(path);
      directories.delete(path);
      leave(path);
    },
    rename(givenFrom, givenTo) {
      const from = normalPath(givenFrom);
      const to = normalPath(givenTo);
      existing("rename", from);
      if (from === to) return;
      const names = directories.get(from);
      if (names === undefined) {
        const executable = executables.has(from);
        put(to, files.read(from));
        files.setExecutable(to, executable);
        files.remove(from);
        return;
      }
      if (to.startsWith(`${from}/`)) refuse("rename", from, errno.EINVAL);
      if (texts.has(to)) refuse("rename", to, errno.ENOTDIR);
      if ((directories.get(to)?.size ?? 0) > 0) refuse("rename", to, errno.ENOTEMPTY);
      if (!directories.has(directoryOf(to))) refuse("rename", to, errno.ENOENT);
      if (!directories.has(to)) files.makeDirectory(to);
      for (const name of [...names]) files.rename(`${from}/${name}`, `${to}/${name}`);
      files.remove(from);
    },
    makeDirectory(given) {
      const path = normalPath(given);
      if (directories.has(path)) return;
      if (texts.has(path)) refuse("mkdir", path, errno.EEXIST);
      checkAbove("mkdir", path);
      files.makeDirectory(directoryOf(path));
      directories.set(path, new Set());
      enter(path);
    },
    list(given) {
      const path = normalPath(given);
      existing("list", path);
      const names = directories.get(path) ?? refuse("list", path, errno.ENOTDIR);
      return [...names].sort();
    },
    exists(given) {
      const path = normalPath(given);
      return texts.has(path) || directories.has(path);
    },
    isDirectory: (path) => directories.has(normalPath(path)),
    isExecutable: (path) => executables.has(normalPath(path)),
    setExecutable(given, executable) {
      const path = normalPath(given);
      existing("chmod", path);
      if (executable && texts.has(path)) executables.add(path);
      else executables.delete(path);
    },
  };
  return files;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
