/** `ngbuddy fleet dismiss`. */
import { exitStatus } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import { FLEET_OPTION, fleetPath, readFleet, writeFleet } from "./file.ts";

export const subcommand = makeSubcommand({
  name: "fleet dismiss",
  summary: "take the keys of a host back",
  arguments: [{ name: "HOST" }],
  options: FLEET_OPTION,
  async run({ host }, values, context) {
    const path = fleetPath(context, values.fleet);
    const { dismiss } = await import("../../fleet/keys.ts");
    writeFleet(path, dismiss(await readFleet(path), host, Date.now() / 1000));
    context.out(
      `${host} belongs to the fleet no more; its keys are good until the servers have the new ngbuddy fleet server-config.\n`,
    );
    return exitStatus.ok;
  },
});
