/** `ngbuddy diff`. */
import { differenceOf } from "../../buddy/difference.ts";
import { jsonText, printable } from "../../buddy/printable.ts";
import { withNetgraph } from "../../buddy/withnetgraph.ts";
import { exitStatus } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";

export const subcommand = makeSubcommand({
  name: "diff",
  summary: "compare rc.conf with what is there; the exit status is 1 when they differ",
  details: `What is not there is told by the steps that make it: ngbuddy start -n shows them, ngbuddy start takes them. What
of other tools is on no bridge of rc.conf is none of its business.`,
  arguments: [],
  options: { json: { type: "boolean", summary: "as JSON" } },
  async run(_, values, context) {
    const host = await context.host();
    const found = await withNetgraph(host, (netgraph) => differenceOf(host, netgraph));
    const lines = [
      ...found.missing.map((step) => `not there yet: ${step}`),
      ...found.impossible.map((why) => `not possible: ${why}`),
      ...found.unlisted.map(({ name, bridge }) => `not in rc.conf: ${name} on ${bridge}`),
    ];
    if (values.json) context.out(jsonText({ version: 1, differs: lines.length > 0, ...found }));
    else if (lines.length === 0) context.out("All is as rc.conf wants it.\n");
    else for (const line of lines) context.out(`${printable(line)}\n`);
    return lines.length > 0 ? DIFFERS : exitStatus.ok;
  },
});

/** As diff(1) has it. */
const DIFFERS = 1;
