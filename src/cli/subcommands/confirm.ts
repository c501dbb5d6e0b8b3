/** `ngbuddy confirm`. */
import { confirmAll, tooLate } from "../../buddy/apply/confirming.ts";
import { waiting } from "../../buddy/apply/unconfirmed.ts";
import { jsonText, printable } from "../../buddy/printable.ts";
import { waitingLine } from "../../buddy/waiting.ts";
import type { Host } from "../../host/host.ts";
import { exitStatus } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import type { SubcommandContext } from "../subcommand.ts";

export const subcommand = makeSubcommand({
  name: "confirm",
  summary: "keep what was done with --confirm",
  arguments: [],
  options: {
    list: { type: "boolean", summary: "show what waits, and how long it still does" },
    json: { type: "boolean", summary: "what stays, or waits, as JSON" },
  },
  async run(_, values, context) {
    const host = await context.host();
    if (values.list) return await list(host, context, values.json === true);
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

async function list(host: Host, { out }: SubcommandContext, json: boolean): Promise<number> {
  const all = await waiting(host);
  if (json) out(jsonText({ version: 1, waiting: all }));
  else if (all.length === 0) out("Nothing waits to be confirmed.\n");
  else for (const one of all) out(`${printable(waitingLine(one))}\n`);
  return exitStatus.ok;
}
