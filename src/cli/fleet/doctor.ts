/** `ngbuddy fleet doctor`. */
import { counted } from "../../buddy/counted.ts";
import { jsonText, printable } from "../../buddy/printable.ts";
import { exitStatus } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import { FLEET_OPTION, fleetPath, readFleet } from "./file.ts";
import { knownHost } from "./known.ts";
import { LONG_TIMEOUT } from "./timeout.ts";

export const subcommand = makeSubcommand({
  name: "fleet doctor",
  summary: "ask the doctor of every host what is wrong",
  arguments: [{ name: "HOST", optional: true }],
  options: { ...FLEET_OPTION, json: { type: "boolean", summary: "as JSON" } },
  async run({ host }, values, context) {
    const file = await readFleet(fleetPath(context, values.fleet));
    const members = host === undefined ? file.hosts : [knownHost(file, host)];
    const { withFleet, askAll } = await import("../../fleet/owner.ts");
    const { doctoredSchema } = await import("../../fleet/answershapes.ts");
    const all = await withFleet(file, (fleet) =>
      askAll(fleet, members, "doctor", doctoredSchema, LONG_TIMEOUT),
    );
    const found = all.flatMap(({ member, answer }) =>
      "error" in answer ? [] : answer.value.findings.map((one) => ({ host: member.name, ...one })),
    );
    const missing = all.flatMap(({ member, answer }) =>
      "error" in answer ? [{ host: member.name, error: answer.error }] : [],
    );
    if (values.json) context.out(jsonText({ version: 1, findings: found, missing }));
    else {
      for (const { host: name, severity, about, found: seen, check, why, type } of found) {
        const line = `${name}: ${severity}: ${about} ${seen} [${check}]`;
        context.out(
          `${[line, `  ${why}`, ...type.map((one) => `    ${one}`)].map((one) => printable(one)).join("\n")}\n`,
        );
      }
      context.out(
        `${found.length === 0 ? "Nothing found" : counted(found.length, "finding")}: ${counted(all.length - missing.length, "host")}.\n`,
      );
    }
    for (const one of missing) context.err(`ngbuddy: ${printable(`${one.host}: ${one.error}`)}\n`);
    return found.length + missing.length === 0 ? exitStatus.ok : exitStatus.unavailable;
  },
});
