/** `ngbuddy completions`. */

import { printable } from "../../buddy/printable.ts";
import { candidates, completionScripts, shells, wordsOfLine } from "../completions.ts";
import { exitStatus, Failure } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import { namesOf } from "../names.ts";
import type { NameKind } from "../subcommand.ts";

export const subcommand = makeSubcommand({
  name: "completions",
  summary: "print what teaches a shell to complete these subcommands",
  details: `SHELL is one of ${shells.join(", ")}. FreeBSD's sh(1) completes names of files and commands only.
The first lines of what is printed say where it belongs.`,
  arguments: [{ name: "SHELL", of: shells, optional: true }],
  options: { for: { type: "string" } },
  async run(args, values, context) {
    if (values.for !== undefined) {
      const names = async (kind: NameKind) => await namesOf(kind, await context.host());
      const found = await candidates(wordsOfLine(values.for), context.subcommands, names);
      // A name that would have to be written otherwise cannot be typed either.
      for (const { text, summary } of found.filter(({ text }) => printable(text) === text))
        context.out(summary === undefined ? `${text}\n` : `${text}\t${summary}\n`);
      return exitStatus.ok;
    }
    const shell = shells.find((one) => one === args.shell);
    if (shell === undefined) {
      throw new Failure(exitStatus.usage, `completions: give one of ${shells.join(", ")}`);
    }
    context.out(completionScripts[shell]);
    return exitStatus.ok;
  },
});
