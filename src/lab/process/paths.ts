/** Where a path of the command line is in the lab: relative ones start at the process's directory, those of a jail at its root. */
import { normalPath } from "../files/files.ts";
import type { Viewer } from "./process.ts";

/** A path as a process sees it: absolute, without `.` and `..`. */
export function seenPath({ directory = "/" }: Viewer, path: string): string {
  return normalPath(path.startsWith("/") ? path : `${directory}/${path}`);
}

/** The lab's own path for a path as the process sees it; neither `..` nor a jail leads above its root. */
export function placeOf(viewer: Viewer, path: string): string {
  const inside = seenPath(viewer, path);
  const root = viewer.jail === undefined ? "/" : normalPath(viewer.jail.path);
  return root === "/" ? inside : normalPath(`${root}${inside}`);
}

/** The last part of a path. */
export function baseName(path: string): string {
  const normal = normalPath(path);
  return normal.slice(normal.lastIndexOf("/") + 1);
}
