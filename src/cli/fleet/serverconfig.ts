/** `ngbuddy fleet server-config`. */
import { exitStatus } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import { FLEET_OPTION, fleetPath, readFleet } from "./file.ts";

export const subcommand = makeSubcommand({
  name: "fleet server-config",
  summary: "print what a NATS server has to know of the fleet",
  details: `No secret is in it. It changes when a host is dismissed, not when one is enrolled.`,
  arguments: [],
  options: FLEET_OPTION,
  async run(_, values, context) {
    const fleet = await readFleet(fleetPath(context, values.fleet));
    const { serverLines } = await import("../../fleet/keys.ts");
    context.out(await serverLines(fleet));
    return exitStatus.ok;
  },
});
