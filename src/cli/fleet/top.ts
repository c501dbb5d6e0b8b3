/** `ngbuddy fleet top`. */
import { bitRate } from "../../buddy/bitrate.ts";
import { jsonText, printable } from "../../buddy/printable.ts";
import { exitStatus, Failure } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import { FLEET_OPTION, fleetPath, readFleet } from "./file.ts";
import { knownHost } from "./known.ts";
import { table } from "./table.ts";

export const subcommand = makeSubcommand({
  name: "fleet top",
  summary: "show the busiest links of the fleet",
  details: `The hosts count for a second, and are asked by nobody else than by you to do so.`,
  arguments: [{ name: "HOST", optional: true }],
  options: {
    ...FLEET_OPTION,
    count: {
      type: "string",
      short: "c",
      value: "COUNT",
      summary: "so many links; 20 when it is not given",
    },
    json: { type: "boolean", summary: "as JSON" },
  },
  async run({ host }, values, context) {
    const count = Number(values.count ?? 20);
    if (!Number.isInteger(count) || count < 1 || count > 10_000)
      throw new Failure(exitStatus.usage, `fleet top: -c ${values.count}: give 1 to 10000`);
    const file = await readFleet(fleetPath(context, values.fleet));
    const members = host === undefined ? file.hosts : [knownHost(file, host)];
    const { withFleet } = await import("../../fleet/owner.ts");
    const { busiest } = await import("../../fleet/top.ts");
    const { links, missing } = await withFleet(file, (fleet) => busiest(fleet, members, count));
    if (values.json) context.out(jsonText({ version: 1, links, missing }));
    else
      context.out(
        table(
          links.map((one) => [
            one.host,
            `bridge ${one.bridge}`,
            one.link,
            `RX ${bitRate(one.rxBits)}`,
            `TX ${bitRate(one.txBits)}`,
          ]),
        ),
      );
    for (const one of missing) context.err(`ngbuddy: ${printable(`${one.host}: ${one.error}`)}\n`);
    return missing.length === 0 ? exitStatus.ok : exitStatus.unavailable;
  },
});
