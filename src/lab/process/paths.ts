/** Where a path of the command line is in the lab: relative ones start at /, those of a jail at its root. */
import { normalPath } from "../files/files.ts";
import type { Process } from "./process.ts";

/** The lab's own path for a path as the process sees it; neither `..` nor a jail leads above its root. */
export function placeOf({ jail }: Pick<Process, "jail">, path: string): string {
  const inside = normalPath(path);
  const root = jail === undefined ? "/" : normalPath(jail.path);
  return root === "/" ? inside : normalPath(`${root}${inside}`);
}

/** The last part of a path. */
export function baseName(path: string): string {
  const normal = normalPath(path);
  return normal.slice(normal.lastIndexOf("/") + 1);
}
