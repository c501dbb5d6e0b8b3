/** `ngbuddy diff`. */
import { differenceOf } from "../../buddy/difference.ts";
import { jsonText, printable } from "../../buddy/printable.ts";
import { withNetgraph } from "../../buddy/withnetgraph.ts";
import { DOCUMENT } from "../documentoption.ts";
import { exitStatus } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import type { SubcommandContext } from "../subcommand.ts";

export const subcommand = makeSubcommand({
  name: "diff",
  summary: "compare rc.conf with what is there; the exit status is 1 when they differ",
  details: `What is not there is told by the steps that make it: ngbuddy start -n shows them, ngbuddy start takes them. What
of other tools is on no bridge of rc.conf is none of its business. With -f a document is compared, with rc.conf and what
is there, and ngbuddy apply closes the gap.`,
  arguments: [],
  options: { ...DOCUMENT, json: { type: "boolean", summary: "as JSON" } },
  async run(_, values, context) {
    if (values.file !== undefined) return await ofDocument(context, values.file, values.json);
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

/** Compares a document with rc.conf and the graph. */
async function ofDocument(
  context: SubcommandContext,
  path: string,
  json: boolean | undefined,
): Promise<number> {
  const { documentNamed } = await import("../documentfile.ts");
  const { documentDifference } = await import("../../document/difference.ts");
  const document = await documentNamed(context, "diff", path);
  const { changes, missing, impossible } = await documentDifference(await context.host(), document);
  const text = (value: string | null) => (value === null ? "not set" : `"${value}"`);
  const lines = [
    ...changes.map(
      ({ variable, before, after }) =>
        `not so in rc.conf: ${variable} is ${text(before)}, and would be ${text(after)}`,
    ),
    ...missing.map((step) => `not there yet: ${step}`),
    ...impossible.map((why) => `not possible: ${why}`),
  ];
  const differs = lines.length > 0;
  if (json) context.out(jsonText({ version: 1, differs, changes, missing, impossible }));
  else if (!differs) context.out("All is as the document has it.\n");
  else for (const line of lines) context.out(`${printable(line)}\n`);
  return differs ? DIFFERS : exitStatus.ok;
}

/** As diff(1) has it. */
const DIFFERS = 1;
