/** `ngbuddy fleet apply`. */
import { exitStatus, Failure } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import { DOCUMENTS, documentsFor } from "./documents.ts";
import { fleetPath, readFleet } from "./file.ts";
import { knownHost } from "./known.ts";
import { ROLLOUT_OPTIONS, rolloutWish } from "./rolloutoptions.ts";

export const subcommand = makeSubcommand({
  name: "fleet apply",
  summary: "make hosts as documents say: one first, then the others by a share",
  details: `All are asked first; where one is not there or cannot be so, nothing is done. Each host keeps a change only if it
reaches a server afterwards. After each wave the doctor of its hosts is asked: what it finds anew is a failure, too. Where
ngbuddy_agent_mode is ask, somebody on the host accepts it. Control-C stops it after the wave that is under way.`,
  arguments: [{ name: "HOST", many: true, optional: true }],
  options: { ...DOCUMENTS, ...ROLLOUT_OPTIONS },
  example: "ngbuddy fleet apply -f net.yaml",
  changes: true,
  async run({ host: named }, values, context) {
    if (values.file === undefined)
      throw new Failure(
        exitStatus.usage,
        "fleet apply: the document is missing; name it: ngbuddy fleet apply -f FILE",
      );
    const wish = rolloutWish("fleet apply", values, `fleet apply -f ${values.file}`);
    const file = await readFleet(fleetPath(context, values.fleet));
    for (const one of named) knownHost(file, one);
    const documents = await documentsFor(context, "fleet apply", file, values.file, named);
    const { withFleet } = await import("../../fleet/owner.ts");
    const { refuseOldKeys } = await import("../../fleet/putorder.ts");
    const { rollOutTo } = await import("./rollout.ts");
    refuseOldKeys(file);
    const rollout = {
      ...{ documents, wish },
      dryRun: values["dry-run"] === true,
      json: values.json === true,
    };
    return await withFleet(file, (fleet) => rollOutTo(context, fleet, rollout), { lasts: true });
  },
});
