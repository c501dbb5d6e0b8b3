/** What becomes of a file, as diff(1) shows it with `-u`. */
import { structuredPatch } from "diff";

/** Returns the lines of a unified diff; none for texts that are the same. null is for no file. */
export function diffLines(path: string, before: string | null, after: string | null): string[] {
  if (before === after) return [];
  const { hunks } = structuredPatch(path, path, before ?? "", after ?? "", "", "", { context: 3 });
  return [
    `--- ${before === null ? "/dev/null" : path}`,
    `+++ ${after === null ? "/dev/null" : path}`,
    ...hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
      `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
      ...lines,
    ]),
  ];
}
