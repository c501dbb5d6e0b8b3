/** A file tree in memory. */
import { errno, NetgraphError } from "../../netgraph/errno.ts";
import { directoryOf, type Files, normalPath } from "./files.ts";

/** As many links as FreeBSD follows for one path (MAXSYMLINKS). */
const MAX_LINKS = 32;

/** An empty file tree that lives as long as the process. */
export function memoryFiles(): Files {
  const texts = new Map<string, string>();
  const executables = new Set<string>();
  /** Where symbolic links lead. */
  const links = new Map<string, string>();
  /** The names in each directory. */
  const directories = new Map<string, Set<string>>([["/", new Set()]]);

  function refuse(operation: string, path: string, number: number): never {
    throw new NetgraphError(operation, path, number);
  }

  /** The place of a path, its links followed. */
  function follow(given: string): string {
    if (links.size === 0) return normalPath(given);
    const todo = given.split("/").reverse();
    let place: string[] = [];
    let followed = 0;
    for (let part = todo.pop(); part !== undefined; part = todo.pop()) {
      if (part === "..") place.pop();
      if (part === "" || part === "." || part === "..") continue;
      const target = links.get(`/${[...place, part].join("/")}`);
      if (target === undefined) place.push(part);
      else {
        if (++followed > MAX_LINKS) refuse("open", given, errno.ELOOP);
        if (target.startsWith("/")) place = [];
        todo.push(...target.split("/").reverse());
      }
    }
    return `/${place.join("/")}`;
  }

  /** The place of a name itself, be it a link. */
  function nameAt(given: string): string {
    const path = normalPath(given);
    return path === "/" ? path : normalPath(`${follow(directoryOf(path))}/${nameOf(path)}`);
  }

  /** What cannot be looked at is not there. */
  function isThere(look: () => boolean): boolean {
    try {
      return look();
    } catch {
      return false;
    }
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
      const path = follow(given);
      existing("read", path);
      return texts.get(path) ?? refuse("read", path, errno.EISDIR);
    },
    write(given, text, mode) {
      const path = follow(given);
      put(path, text);
      if (mode !== undefined) files.setExecutable(path, (mode & 0o111) !== 0);
    },
    append(given, text) {
      const path = follow(given);
      put(path, (texts.get(path) ?? "") + text);
    },
    remove(given) {
      const path = nameAt(given);
      if (links.delete(path)) {
        leave(path);
        return;
      }
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
      const from = nameAt(givenFrom);
      const to = nameAt(givenTo);
      if (from === to) return;
      const target = links.get(from);
      if (target === undefined) existing("rename", from);
      if (links.has(to)) files.remove(to);
      if (target !== undefined) {
        if (texts.has(to)) files.remove(to);
        files.link(target, to);
        files.remove(from);
        return;
      }
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
      const path = follow(given);
      if (directories.has(path)) return;
      if (texts.has(path)) refuse("mkdir", path, errno.EEXIST);
      checkAbove("mkdir", path);
      files.makeDirectory(directoryOf(path));
      directories.set(path, new Set());
      enter(path);
    },
    list(given) {
      const path = follow(given);
      existing("list", path);
      const names = directories.get(path) ?? refuse("list", path, errno.ENOTDIR);
      return [...names].sort();
    },
    exists: (given) =>
      isThere(() => {
        const path = follow(given);
        return texts.has(path) || directories.has(path);
      }),
    isDirectory: (path) => isThere(() => directories.has(follow(path))),
    link(target, given) {
      const path = nameAt(given);
      if (texts.has(path) || directories.has(path) || links.has(path))
        refuse("link", path, errno.EEXIST);
      checkAbove("link", path);
      if (!directories.has(directoryOf(path))) refuse("link", path, errno.ENOENT);
      links.set(path, target);
      enter(path);
    },
    isLink: (path) => isThere(() => links.has(nameAt(path))),
    isExecutable: (path) => isThere(() => executables.has(follow(path))),
    setExecutable(given, executable) {
      const path = follow(given);
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
