/** `ngbuddy fleet status`. */
import { counted } from "../../buddy/counted.ts";
import { jsonText } from "../../buddy/printable.ts";
import type { Status } from "../../fleet/answershapes.ts";
import { exitStatus } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import { FLEET_OPTION, fleetPath, readFleet } from "./file.ts";
import { table } from "./table.ts";
import { TIMEOUT } from "./timeout.ts";

export const subcommand = makeSubcommand({
  name: "fleet status",
  summary: "show every host of the fleet: is it there, what has it, what waits",
  arguments: [],
  options: { ...FLEET_OPTION, json: { type: "boolean", summary: "as JSON" } },
  async run(_, values, context) {
    const file = await readFleet(fleetPath(context, values.fleet));
    const { withFleet, askAll } = await import("../../fleet/owner.ts");
    const { statusSchema } = await import("../../fleet/answershapes.ts");
    const all = await withFleet(file, (fleet) =>
      askAll(fleet, file.hosts, "status", statusSchema, TIMEOUT),
    );
    const missing = all.filter(({ answer }) => "error" in answer).length;
    if (values.json) {
      const hosts = all.map(({ member, answer }) => ({
        host: member.name,
        ...("error" in answer ? { error: answer.error } : answer.value),
      }));
      context.out(jsonText({ version: 1, hosts }));
    } else {
      const rows = all.map(({ member, answer }) => {
        if ("error" in answer) return [member.name, answer.error];
        const { bridges, links, jails, waiting, by, mode, order, trouble } = answer.value;
        const has = `${counted(bridges, "bridge")}, ${counted(links, "link")}, ${counted(jails, "jail")}`;
        return [
          ...[member.name, has, `ngbuddy ${by}`, mode === undefined ? "" : `${mode}s`],
          ...(trouble === undefined ? [] : [`takes no orders: ${trouble}`]),
          ...(order === undefined ? [] : [orderText(order)]),
          ...waiting.map((one) => `waits: ${one}`),
        ];
      });
      context.out(table(rows));
      context.out(
        `${counted(all.length, "host")}${missing === 0 ? "" : `, ${missing} of them not there`}\n`,
      );
    }
    return missing === 0 ? exitStatus.ok : exitStatus.unavailable;
  },
});

/** How it stands with a host's last order. */
function orderText({ revision, state, why, differs }: NonNullable<Status["order"]>): string {
  const more = differs === true ? ", and rc.conf was changed since" : "";
  return `order ${revision}: ${state}${why === undefined ? "" : ` (${why})`}${more}`;
}
