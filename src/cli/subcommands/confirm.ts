/** `ngbuddy confirm`. */
import { confirmAll } from "../../buddy/apply/journal.ts";
import { jsonText, printable } from "../../buddy/printable.ts";
import { exitStatus } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";

export const subcommand = makeSubcommand({
  name: "confirm",
  summary: "keep what was done with --confirm",
  arguments: [],
  options: { json: { type: "boolean", summary: "what stays, as JSON" } },
  async run(_, values, context) {
    const confirmed = await confirmAll(await context.host());
    if (values.json) context.out(jsonText({ version: 1, confirmed }));
    else if (confirmed.length === 0) context.out("Nothing waits to be confirmed.\n");
    else for (const request of confirmed) context.out(`"${printable(request)}" stays.\n`);
    return exitStatus.ok;
  },
});
