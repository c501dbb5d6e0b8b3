/** `ngbuddy fleet find`. */

import { jsonText } from "../../buddy/printable.ts";
import { exitStatus } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import { timeText } from "../timetext.ts";
import { FLEET_OPTION, fleetPath, readFleet } from "./file.ts";
import { table } from "./table.ts";

const HOW = { name: "", address: "", heard: "heard from there" } as const;

export const subcommand = makeSubcommand({
  name: "fleet find",
  summary: "say on which host and bridge a jail, an interface, a MAC or an IP address is",
  details: `From what the hosts told last: also of those that are away.`,
  arguments: [{ name: "JAIL|MAC|IP" }],
  options: { ...FLEET_OPTION, json: { type: "boolean", summary: "as JSON" } },
  example: "ngbuddy fleet find 10.0.0.7",
  async run({ "jail|mac|ip": wanted }, values, context) {
    const file = await readFleet(fleetPath(context, values.fleet));
    const { withFleet } = await import("../../fleet/owner.ts");
    const { find } = await import("../../fleet/find.ts");
    const places = await withFleet(file, (fleet) => find(fleet, wanted));
    if (values.json) context.out(jsonText({ version: 1, places }));
    else if (places.length === 0) context.out("It is nowhere.\n");
    else
      context.out(
        table(
          places.map(({ host, bridge, hook, guest, by, time }) => [
            host,
            `bridge ${bridge}`,
            hook,
            guest,
            `${HOW[by] === "" ? "" : `${HOW[by]}, `}told ${timeText(time)}`,
          ]),
        ),
      );
    return places.length === 0 ? exitStatus.unavailable : exitStatus.ok;
  },
});
