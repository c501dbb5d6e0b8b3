/** `ngbuddy rollback`. */

import { refuseAll } from "../../buddy/apply/confirming.ts";
import { recover } from "../../buddy/apply/recover.ts";
import { waiting } from "../../buddy/apply/unconfirmed.ts";
import { jsonText, printable } from "../../buddy/printable.ts";
import { withNetgraph } from "../../buddy/withnetgraph.ts";
import { exitStatus } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";

export const subcommand = makeSubcommand({
  name: "rollback",
  summary: "undo now what was done with --confirm and waits to be confirmed",
  arguments: [],
  options: {
    "dry-run": { type: "boolean", short: "n", summary: "show what would be undone" },
    json: { type: "boolean", summary: "as JSON" },
  },
  changes: true,
  async run(_, values, context) {
    const host = await context.host();
    const remark = (line: string) => context.err(`ngbuddy: ${printable(line)}\n`);
    if (values["dry-run"]) {
      const requests = (await waiting(host)).map(({ request }) => request);
      if (values.json) context.out(jsonText({ version: 1, waiting: requests }));
      else if (requests.length === 0) context.out("Nothing waits to be confirmed.\n");
      else for (const one of requests) context.out(`"${printable(one)}" would be undone.\n`);
      return exitStatus.ok;
    }
    await refuseAll(host);
    const done = await withNetgraph(host, (netgraph) => recover(host, netgraph, remark));
    const undone = done.filter(({ unconfirmed }) => unconfirmed).map(({ request }) => request);
    if (values.json) context.out(jsonText({ version: 1, undone }));
    else if (undone.length === 0) context.out("Nothing waits to be confirmed.\n");
    else for (const one of undone) context.out(`"${printable(one)}" is undone.\n`);
    return exitStatus.ok;
  },
});
