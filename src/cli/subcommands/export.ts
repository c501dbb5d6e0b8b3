/** `ngbuddy export`. */
import { readWanted } from "../../buddy/configuration.ts";
import { printable } from "../../buddy/printable.ts";
import { documentOf } from "../../document/of.ts";
import { exitStatus, Failure } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";

export const subcommand = makeSubcommand({
  name: "export",
  summary: "print what rc.conf says of the network as a document, for ngbuddy apply",
  details: `A value that cannot be used is not in it, which is said; the exit status is 78 then.`,
  arguments: [],
  options: {
    yaml: { type: "boolean", summary: "as YAML, as it is without an option" },
    json: { type: "boolean", summary: "as JSON" },
  },
  async run(_, { yaml, json }, context) {
    if (yaml && json)
      throw new Failure(exitStatus.usage, "export: --yaml and --json: give one of them");
    const wanted = await readWanted(await context.host(), () => {});
    const { document, leftOut } = documentOf(wanted);
    const { documentText } = await import("../../document/text.ts");
    context.out(documentText(document, json ? "json" : "yaml"));
    for (const line of leftOut) context.err(`ngbuddy: ${printable(line)}\n`);
    return leftOut.length > 0 ? exitStatus.config : exitStatus.ok;
  },
});
