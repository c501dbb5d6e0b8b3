/** `ngbuddy fleet dismiss`. */
import { exitStatus } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import { changeFleet } from "./change.ts";
import { FLEET_OPTION, fleetPath } from "./file.ts";
import { knownHost } from "./known.ts";

export const subcommand = makeSubcommand({
  name: "fleet dismiss",
  summary: "take the keys of a host back",
  arguments: [{ name: "HOST" }],
  options: FLEET_OPTION,
  async run({ host }, values, context) {
    const { dismiss } = await import("../../fleet/keys.ts");
    await changeFleet(fleetPath(context, values.fleet), async (before) => ({
      fleet: dismiss(before, knownHost(before, host).name, Date.now() / 1000),
    }));
    context.out(
      `${host} belongs to the fleet no more; its keys are good until the servers have the new ngbuddy fleet server-config.\n`,
    );
    return exitStatus.ok;
  },
});
