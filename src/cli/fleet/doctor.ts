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
  summary: "say what is wrong on every host, and between hosts",
  details: `Each host's own doctor is asked. Of all hosts together it looks for jails that run twice, MAC and IP addresses that two have,
addresses that are shared by carp and have two masters, VLANs, peers and MTUs that do not match.`,
  arguments: [{ name: "HOST", optional: true }],
  options: { ...FLEET_OPTION, json: { type: "boolean", summary: "as JSON" } },
  async run({ host }, values, context) {
    const file = await readFleet(fleetPath(context, values.fleet));
    const members = host === undefined ? file.hosts : [knownHost(file, host)];
    const { withFleet } = await import("../../fleet/owner.ts");
    const { examineFleet } = await import("../../fleet/doctor/examine.ts");
    const { findings, across, missing } = await withFleet(file, (fleet) =>
      examineFleet(fleet, members, LONG_TIMEOUT),
    );
    const found = findings.length + across.length;
    if (values.json) context.out(jsonText({ version: 1, findings, across, missing }));
    else {
      const show = (lines: readonly string[]) =>
        context.out(`${lines.map((one) => printable(one)).join("\n")}\n`);
      for (const { host: name, severity, about, found: seen, check, why, type } of findings) {
        const line = `${name}: ${severity}: ${about} ${seen} [${check}]`;
        show([line, `  ${why}`, ...type.map((one) => `    ${one}`)]);
      }
      for (const { hosts, severity, about, found: seen, check, why, type } of across) {
        const line = `${hosts.join(", ")}: ${severity}: ${about} ${seen} [${check}]`;
        show([line, `  ${why}`, ...type.map((one) => `    ${one.host}# ${one.line}`)]);
      }
      context.out(
        `${found === 0 ? "Nothing found" : counted(found, "finding")}: ${counted(members.length - missing.length, "host")}.\n`,
      );
    }
    for (const one of missing) context.err(`ngbuddy: ${printable(`${one.host}: ${one.error}`)}\n`);
    return found + missing.length === 0 ? exitStatus.ok : exitStatus.unavailable;
  },
});
