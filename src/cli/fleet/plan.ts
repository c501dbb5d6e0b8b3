/** `ngbuddy fleet plan`. */
import { statSync } from "node:fs";
import { join } from "node:path";
import { counted } from "../../buddy/counted.ts";
import { jsonText, printable } from "../../buddy/printable.ts";
import type { Member } from "../../fleet/subjects.ts";
import { exitStatus, Failure } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import type { SubcommandContext } from "../subcommand.ts";
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
    file: {
      type: "string",
      short: "f",
      value: "FILE",
      of: "files",
      summary:
        "the document, or a directory with HOST.yaml or HOST.json for each host that is asked",
    },
    json: { type: "boolean", summary: "as JSON" },
  },
  example: "ngbuddy fleet plan -f net.yaml web1",
  async run({ host }, values, context) {
    const file = await readFleet(fleetPath(context, values.fleet));
    const members = host === undefined ? file.hosts : [knownHost(file, host)];
    const documents = await documentsFor(context, members, values.file);
    const asked = members.filter(({ name }) => documents === undefined || documents.has(name));
    const { withFleet, askAll } = await import("../../fleet/owner.ts");
    const { plannedSchema } = await import("../../fleet/answershapes.ts");
    const all = await withFleet(file, (fleet) =>
      askAll(fleet, asked, "plan", plannedSchema, LONG_TIMEOUT, ({ name }) => ({
        document: documents?.get(name),
      })),
    );
    const plans = all.flatMap(({ member, answer }) =>
      "error" in answer ? [] : [{ host: member.name, ...answer.value }],
    );
    const missing = all.flatMap(({ member, answer }) =>
      "error" in answer ? [{ host: member.name, error: answer.error }] : [],
    );
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

/** Returns the document of each host that has one; undefined when none was named. Throws what is wrong with one. */
async function documentsFor(
  context: SubcommandContext,
  members: readonly Member[],
  path: string | undefined,
): Promise<ReadonlyMap<string, unknown> | undefined> {
  if (path === undefined) return undefined;
  const { documentNamed } = await import("../documentfile.ts");
  const read = (name: string) => documentNamed(context, "fleet plan", name);
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    const document = await read(path);
    return new Map(members.map(({ name }) => [name, document]));
  }
  const found = new Map<string, unknown>();
  for (const { name } of members)
    for (const ending of ["yaml", "json"]) {
      const own = join(path, `${name}.${ending}`);
      if (statSync(own, { throwIfNoEntry: false }) === undefined) continue;
      if (found.has(name))
        throw new Failure(exitStatus.data, `${path} has two documents for ${name}; keep one`);
      found.set(name, await read(own));
    }
  if (found.size > 0) return found;
  throw new Failure(
    exitStatus.noInput,
    `${path} has no document for any host; call one ${members[0]?.name ?? "HOST"}.yaml`,
  );
}
