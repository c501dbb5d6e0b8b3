/** `ngbuddy fleet plan`. */
import { counted } from "../../buddy/counted.ts";
import { jsonText, printable } from "../../buddy/printable.ts";
import { exitStatus } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import { DOCUMENTS, documentsFor } from "./documents.ts";
import { FLEET_OPTION, fleetPath, readFleet } from "./file.ts";
import { knownHost } from "./known.ts";
import { LONG_TIMEOUT } from "./timeout.ts";

export const subcommand = makeSubcommand({
  name: "fleet plan",
  summary: "say what each host would do: to be as its rc.conf, or as a document says",
  details: `Nothing is changed.`,
  arguments: [{ name: "HOST", optional: true }],
  options: {
    ...FLEET_OPTION,
    ...DOCUMENTS,
    json: { type: "boolean", summary: "as JSON" },
  },
  example: "ngbuddy fleet plan -f net.yaml web1",
  async run({ host }, values, context) {
    const file = await readFleet(fleetPath(context, values.fleet));
    const members = host === undefined ? file.hosts : [knownHost(file, host)];
    const named = host === undefined ? [] : [host];
    const documents =
      values.file === undefined
        ? undefined
        : await documentsFor(context, "fleet plan", file, values.file, named);
    const asked = members.filter(({ name }) => documents === undefined || documents.has(name));
    const { withFleet, askAll, parted } = await import("../../fleet/owner.ts");
    const { plannedSchema } = await import("../../fleet/answershapes.ts");
    const all = await withFleet(file, (fleet) =>
      askAll(fleet, asked, "plan", plannedSchema, LONG_TIMEOUT, ({ name }) => ({
        document: documents?.get(name),
      })),
    );
    const { answered, missing } = parted(all);
    const plans = answered.map(({ host: name, value }) => ({ host: name, ...value }));
    if (values.json) context.out(jsonText({ version: 1, plans, missing }));
    else
      for (const { host: name, steps, notes } of plans) {
        const what = steps.length === 0 ? "nothing to do" : counted(steps.length, "step");
        const lines = [`${name}: ${what}`, ...[...steps, ...notes].map((line) => `  ${line}`)];
        context.out(`${lines.map((line) => printable(line)).join("\n")}\n`);
      }
    for (const one of missing) context.err(`ngbuddy: ${printable(`${one.host}: ${one.error}`)}\n`);
    return missing.length === 0 ? exitStatus.ok : exitStatus.unavailable;
  },
});
