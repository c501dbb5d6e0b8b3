/** `ngbuddy confirm`. */
import { confirmAll, tooLate } from "../../buddy/apply/unconfirmed.ts";
import { jsonText, printable } from "../../buddy/printable.ts";
import { exitStatus } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";

export const subcommand = makeSubcommand({
  name: "confirm",
  summary: "keep what was done with --confirm",
  arguments: [],
  options: { json: { type: "boolean", summary: "what stays, as JSON" } },
  async run(_, values, context) {
    const host = await context.host();
    const confirmed = await confirmAll(host);
    const late = await tooLate(host);
    for (const request of late)
      context.err(
        `ngbuddy: "${printable(request)}" was not confirmed in time: it is undone, by ngbuddy recover at the latest\n`,
      );
    if (values.json) context.out(jsonText({ version: 1, confirmed }));
    else if (confirmed.length === 0) context.out("Nothing waits to be confirmed.\n");
    else for (const request of confirmed) context.out(`"${printable(request)}" stays.\n`);
    return confirmed.length === 0 && late.length > 0 ? exitStatus.unavailable : exitStatus.ok;
  },
});
