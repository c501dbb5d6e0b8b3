/** A file tree in memory. */
import { errno, NetgraphError } from "../../netgraph/errno.ts";
import { type Files, folderOf, normalPath } from "./files.ts";

/** An empty file tree that lives as long as the process. */
export function memoryFiles(): Files {
  const texts = new Map<string, string>();
  const executables = new Set<string>();
  /** The names in each folder. */
  const folders = new Map<string, Set<string>>([["/", new Set()]]);

  function refuse(operation: string, path: string, number: number): never {
    throw new NetgraphError(operation, path, number);
  }

  /** Whatever is above the path must be a folder. */
  function checkAbove(operation: string, path: string): void {
    for (let above = folderOf(path); above !== "/"; above = folderOf(above)) {
      if (texts.has(above)) refuse(operation, path, errno.ENOTDIR);
    }
  }

  function existing(operation: string, path: string): void {
    if (texts.has(path) || folders.has(path)) return;
    checkAbove(operation, path);
    refuse(operation, path, errno.ENOENT);
  }

  function enter(path: string): void {
    folders.get(folderOf(path))?.add(nameOf(path));
  }

  function leave(path: string): void {
    folders.get(folderOf(path))?.delete(nameOf(path));
  }

  function put(path: string, text: string): void {
    if (folders.has(path)) refuse("write", path, errno.EISDIR);
    checkAbove("write", path);
    if (!folders.has(folderOf(path))) refuse("write", path, errno.ENOENT);
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
      const names = folders.get(path);
      if (path === "/") refuse("remove", path, errno.EBUSY);
      if (names !== undefined && names.size > 0) refuse("remove", path, errno.ENOTEMPTY);
      texts.delete(path);
      executables.delete(path);
      folders.delete(path);
      leave(path);
    },
    rename(givenFrom, givenTo) {
      const from = normalPath(givenFrom);
      const to = normalPath(givenTo);
      existing("rename", from);
      if (from === to) return;
      const names = folders.get(from);
      if (names === undefined) {
        const executable = executables.has(from);
        put(to, files.read(from));
        files.setExecutable(to, executable);
        files.remove(from);
        return;
      }
      if (to.startsWith(`${from}/`)) refuse("rename", from, errno.EINVAL);
      if (texts.has(to)) refuse("rename", to, errno.ENOTDIR);
      if ((folders.get(to)?.size ?? 0) > 0) refuse("rename", to, errno.ENOTEMPTY);
      if (!folders.has(folderOf(to))) refuse("rename", to, errno.ENOENT);
      if (!folders.has(to)) files.makeFolder(to);
      for (const name of [...names]) files.rename(`${from}/${name}`, `${to}/${name}`);
      files.remove(from);
    },
    makeFolder(given) {
      const path = normalPath(given);
      if (folders.has(path)) return;
      if (texts.has(path)) refuse("mkdir", path, errno.EEXIST);
      checkAbove("mkdir", path);
      files.makeFolder(folderOf(path));
      folders.set(path, new Set());
      enter(path);
    },
    list(given) {
      const path = normalPath(given);
      existing("list", path);
      const names = folders.get(path) ?? refuse("list", path, errno.ENOTDIR);
      return [...names].sort();
    },
    exists(given) {
      const path = normalPath(given);
      return texts.has(path) || folders.has(path);
    },
    isFolder: (path) => folders.has(normalPath(path)),
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
