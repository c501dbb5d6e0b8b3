/** Texts of sh(1) that would go on. */
import { readScript } from "./syntax.ts";
import { Nesting, ShellSyntaxError } from "./words.ts";

/** Does a text end inside a command, so that a shell would ask for more? A text with wrong syntax does not. */
export function isUnfinished(text: string): boolean {
  const nesting = new Nesting();
  try {
    readScript(text, nesting);
  } catch (error) {
    if (error instanceof ShellSyntaxError) return error.isUnfinished;
    throw error;
  }
  return nesting.hasOpenDocument || /(?:^|[^\\])(?:\\\\)*\\\n$/.test(text);
}
