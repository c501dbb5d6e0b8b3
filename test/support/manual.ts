/** What ngbuddy(8) must say of each subcommand. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Subcommand } from "../../src/cli/subcommand.ts";
import { shownOptions } from "../../src/cli/usage.ts";

export function manualPage(): string {
  return readFileSync(join(import.meta.dirname, "..", "..", "man", "ngbuddy.8"), "utf8");
}

/** Returns the subcommands and options that a page in mdoc(7) does not have, as a person would type them. */
export function missingFromManual(page: string, subcommands: readonly Subcommand[]): string[] {
  return subcommands
    .filter(({ hidden }) => hidden !== true)
    .flatMap(({ name, options }) => {
      const own = name.split(" ").at(-1)!;
      const shown = shownOptions(options);
      return [
        ...(new RegExp(`^\\.(It )?Cm .*\\b${own}\\b`, "m").test(page) ? [] : [name]),
        ...shown
          .map(([long]) => long)
          .filter((long) => !new RegExp(`Fl -${long}(?![a-z-])`).test(page))
          .map((long) => `${name} --${long}`),
      ];
    });
}
