/** `ngbuddy confirm`. */
import { confirmAll } from "../../buddy/apply/journal.ts";
import { jsonText, printable } from "../../buddy/printable.ts";
import { readArguments } from "../arguments.ts";
import { exitStatus } from "../io.ts";
import type { Word } from "../word.ts";

const usage = "confirm [--json]";

export const confirm: Word = {
  usage,
  summary: "keep what was done with --confirm",
  async run(args, context) {
    const { values } = readArguments(args, usage, { json: { type: "boolean" } }, 0, 0);
    const confirmed = await confirmAll(await context.host());
    if (values.json) context.out(jsonText({ version: 1, confirmed }));
    else if (confirmed.length === 0) context.out("Nothing waits to be confirmed.\n");
    else for (const request of confirmed) context.out(`"${printable(request)}" stays.\n`);
    return exitStatus.ok;
  },
};
