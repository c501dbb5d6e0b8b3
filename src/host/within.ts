/** Paths of a tree that is a whole system's, looked up as chroot(8) would: no link of the tree leads out of it. */
import { existsSync, readlinkSync } from "node:fs";
import { dirname, join } from "node:path";

/** As many links as FreeBSD follows for one path (MAXSYMLINKS). */
const MAX_LINKS = 32;

/**
 * Returns the real place of a path below `root`, every link followed: an absolute one from `root` on, and `..` never above it.
 * What is not there yet has its place, too. Throws ELOOP for links in a circle, and EACCES for an absolute link to where
 * the tree has no directory: it was made for a place outside.
 */
export function placeWithin(root: string, path: string): string {
  const todo = path.split("/").reverse();
  let place: string[] = [];
  let links = 0;
  let isFarAway = false;
  for (let part = todo.pop(); part !== undefined; part = todo.pop()) {
    if (part === "" || part === ".") continue;
    if (part === "..") {
      place.pop();
      continue;
    }
    const target = linkAt(join(root, ...place, part));
    if (target === undefined) {
      place.push(part);
      continue;
    }
    if (++links > MAX_LINKS) throw systemError("ELOOP", path);
    if (target.startsWith("/")) {
      place = [];
      isFarAway = true;
    }
    todo.push(...target.split("/").reverse());
  }
  const found = join(root, ...place);
  if (isFarAway && place.length > 0 && !existsSync(dirname(found)))
    throw systemError("EACCES", path);
  return found;
}

/** Returns the place of a name itself, be it a link: only the directory that it is in is looked up. */
export function nameWithin(root: string, path: string): string {
  return join(placeWithin(root, dirname(path)), path.slice(path.lastIndexOf("/") + 1));
}

function linkAt(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

function systemError(code: "ELOOP" | "EACCES", path: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: '${path}'`), { code });
}
