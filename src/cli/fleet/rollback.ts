/** `ngbuddy fleet rollback`. */
import { printable } from "../../buddy/printable.ts";
import { exitStatus, Failure } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import { fleetPath, readFleet } from "./file.ts";
import { knownHost } from "./known.ts";
import { ROLLOUT_OPTIONS, rolloutWish } from "./rolloutoptions.ts";

export const subcommand = makeSubcommand({
  name: "fleet rollback",
  summary: "make hosts as they were before an order of the fleet, whole",
  details: `Of the last order that changed any of them, or of --to; ngbuddy fleet history --orders lists them. It is an order as any
other, in the same waves, and can be taken back as well. What was changed on a host since goes, too.`,
  arguments: [{ name: "HOST", many: true, optional: true }],
  options: {
    to: { type: "string", value: "REVISION", summary: "as they were before this order" },
    ...ROLLOUT_OPTIONS,
  },
  example: "ngbuddy fleet rollback web1",
  changes: true,
  async run({ host: named }, values, context) {
    const to = values.to === undefined ? undefined : Number(values.to);
    if (to !== undefined && !(Number.isSafeInteger(to) && to > 0))
      throw new Failure(exitStatus.usage, `fleet rollback: --to ${values.to}: give a revision`);
    const file = await readFleet(fleetPath(context, values.fleet));
    const members = named.length === 0 ? file.hosts : named.map((one) => knownHost(file, one));
    const wish = rolloutWish("fleet rollback", values, "fleet rollback");
    const { withFleet } = await import("../../fleet/owner.ts");
    const { refuseOldKeys } = await import("../../fleet/putorder.ts");
    const { before } = await import("../../fleet/rollout/before.ts");
    const { rollOutTo } = await import("./rollout.ts");
    refuseOldKeys(file);
    return await withFleet(
      file,
      async (fleet) => {
        const { revision, documents, impossible } = await before(fleet, members, to);
        const wrong = [
          ...impossible,
          ...named
            .filter((one) => !documents.has(one) && !impossible.some(({ host }) => host === one))
            .map((host) => ({
              host,
              error: `no order ${to ?? ""} has changed it`.replace("  ", " "),
            })),
        ];
        for (const { host, error } of wrong)
          context.err(`ngbuddy: ${printable(`${host}: ${error}`)}\n`);
        if (wrong.length > 0) return exitStatus.unavailable;
        if (documents.size === 0)
          throw new Failure(
            exitStatus.unavailable,
            `no order ${to === undefined ? "of the fleet" : to} has changed any host; ngbuddy fleet history --orders lists them`,
          );
        const rollout = {
          documents,
          wish: { ...wish, note: `fleet rollback --to ${revision}` },
          dryRun: values["dry-run"] === true,
          json: values.json === true,
        };
        return await rollOutTo(context, fleet, rollout);
      },
      { lasts: true },
    );
  },
});
