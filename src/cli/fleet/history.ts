/** `ngbuddy fleet history`. */

import { counted } from "../../buddy/counted.ts";
import { jsonText } from "../../buddy/printable.ts";
import type { HostOutcome } from "../../fleet/history.ts";
import { exitStatus, Failure } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import { timeText } from "../timetext.ts";
import { FLEET_OPTION, fleetPath, readFleet } from "./file.ts";
import { knownHost } from "./known.ts";
import { table } from "./table.ts";

export const subcommand = makeSubcommand({
  name: "fleet history",
  summary:
    "show what happened on the hosts: links, loops, addresses, jails, drops; or what came of orders",
  arguments: [{ name: "HOST", optional: true }],
  options: {
    ...FLEET_OPTION,
    count: {
      type: "string",
      short: "c",
      value: "COUNT",
      summary: "the last so many; 100 when it is not given",
    },
    orders: { type: "boolean", summary: "what came of fleet apply and rollback instead" },
    json: { type: "boolean", summary: "a JSON object a line" },
  },
  async run({ host }, values, context) {
    const count = Number(values.count ?? 100);
    if (!Number.isInteger(count) || count < 1 || count > 10_000)
      throw new Failure(exitStatus.usage, `fleet history: -c ${values.count}: give 1 to 10000`);
    const file = await readFleet(fleetPath(context, values.fleet));
    if (host !== undefined) knownHost(file, host);
    const { withFleet } = await import("../../fleet/owner.ts");
    const { lastEvents, lastOutcomes } = await import("../../fleet/history.ts");
    if (values.orders) {
      const told = await withFleet(file, (fleet) => lastOutcomes(fleet, host, count));
      if (values.json) for (const one of told) context.out(jsonText(one));
      else context.out(table(told.map(rowOf)));
      return exitStatus.ok;
    }
    const events = await withFleet(file, (fleet) => lastEvents(fleet, host, count));
    if (values.json) for (const event of events) context.out(jsonText({ version: 1, ...event }));
    else context.out(table(events.map((event) => [timeText(event.time), event.host, event.text])));
    return exitStatus.ok;
  },
});

/** An order in one line. */
function rowOf({ time, host, revision, state, why, steps, note = "" }: HostOutcome): string[] {
  const what = why ?? (steps.length === 0 ? "nothing to do" : counted(steps.length, "step"));
  const order = revision === null ? "no order" : `order ${revision}`;
  return [timeText(time), host, order, state, note, what];
}
