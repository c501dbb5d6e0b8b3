/** `ngbuddy fleet confirm`. */
import { jsonText, printable } from "../../buddy/printable.ts";
import { exitStatus } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import { FLEET_OPTION, fleetPath, readFleet } from "./file.ts";
import { knownHost } from "./known.ts";

export const subcommand = makeSubcommand({
  name: "fleet confirm",
  summary: "keep what was done on a host with --confirm and waits there",
  details: `fleet status says what waits. What fleet apply does is confirmed by each host itself.`,
  arguments: [{ name: "HOST" }],
  options: { ...FLEET_OPTION, json: { type: "boolean", summary: "what stays, as JSON" } },
  example: "ngbuddy fleet confirm web1",
  changes: true,
  async run({ host }, values, context) {
    const file = await readFleet(fleetPath(context, values.fleet));
    const member = knownHost(file, host);
    const { withFleet } = await import("../../fleet/owner.ts");
    const { confirmOn } = await import("../../fleet/confirm.ts");
    const confirmed = await withFleet(file, (fleet) => confirmOn(fleet, member));
    if (values.json) context.out(jsonText({ version: 1, confirmed }));
    else if (confirmed.length === 0) context.out("Nothing waits to be confirmed.\n");
    else for (const request of confirmed) context.out(`"${printable(request)}" stays.\n`);
    return exitStatus.ok;
  },
});
