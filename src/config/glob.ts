/** Paths with wildcards, as glob(3) reads them. */
import { matchesPattern } from "./pattern.ts";

/** Has a path wildcards? A `[` is one, closed or not: glob(3) then finds the file of that very name. */
function isGlob(path: string): boolean {
  return /[*?[]/.test(path);
}

/**
 * Returns the paths that a pattern means, sorted directory by directory; hidden names only where the pattern says so, and a
 * path without wildcards whether it is there or not. `list` returns the sorted names in a directory, none where there is none.
 */
export function globbed(pattern: string, list: (directory: string) => readonly string[]): string[] {
  const [first = "", ...parts] = pattern.split("/");
  const inside = (directory: string, part: string) =>
    list(directory === "" ? "." : directory).filter(
      (name) => matchesPattern(part, name) && name.startsWith(".") === part.startsWith("."),
    );
  let found = isGlob(first) ? inside("", first) : [first];
  for (const [at, part] of parts.entries()) {
    const isLast = at === parts.length - 1;
    found = found.flatMap((path) =>
      isGlob(part) || (isLast && isGlob(pattern))
        ? inside(path === "" ? "/" : path, part).map((name) => `${path}/${name}`)
        : [`${path}/${part}`],
    );
  }
  return found;
}
