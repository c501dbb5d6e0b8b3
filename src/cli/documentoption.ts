/** The option of the subcommands that take a document. */
import type { Options } from "./subcommand.ts";

/** The option that names it. */
export const DOCUMENT = {
  file: {
    type: "string",
    short: "f",
    value: "FILE",
    of: "files",
    summary: "the document, YAML or JSON; - for standard input",
  },
} as const satisfies Options;
