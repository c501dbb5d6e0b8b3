/** Rows under each other, as far as they have cells. */
import { columnsOf, padded } from "../../buddy/columns.ts";
import { printable } from "../../buddy/printable.ts";

/** Returns the rows as lines, their cells in columns; the last cell of a row may be as long as it is. */
export function table(rows: readonly (readonly string[])[]): string {
  const shown = rows.map((row) => row.map((cell) => printable(cell)));
  const widths: number[] = [];
  for (const row of shown)
    for (const [at, cell] of row.slice(0, -1).entries())
      widths[at] = Math.max(widths[at] ?? 0, columnsOf(cell));
  return shown
    .map((row) => {
      const cells = row.map((cell, at) =>
        at === row.length - 1 ? cell : padded(cell, widths[at]!),
      );
      return `${cells.join("  ")}\n`;
    })
    .join("");
}
