/** `ngbuddy fleet init`. */
import { exitStatus, Failure } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import { FLEET_OPTION, fleetPath, isThere, readCertificate, writeFleet } from "./file.ts";

export const subcommand = makeSubcommand({
  name: "fleet init",
  summary: "make the keys of a new fleet",
  details: `Nothing is sent anywhere. What the servers have to know of it: ngbuddy fleet server-config.`,
  arguments: [{ name: "SERVER", many: true }],
  options: {
    ...FLEET_OPTION,
    ca: {
      type: "string",
      value: "FILE",
      of: "files",
      summary: "the certificate of the authority that signed the servers', when no system knows it",
    },
    replicas: {
      type: "string",
      value: "NUMBER",
      of: ["1", "3", "5"],
      summary: "how many servers of a cluster keep what is kept; 1 when it is not given",
    },
  },
  example: "ngbuddy fleet init tls://nats.example.org:4222",
  async run(args, values, context) {
    const path = fleetPath(context, values.fleet);
    const replicas = ([1, 3, 5] as const).find((one) => String(one) === (values.replicas ?? "1"));
    if (replicas === undefined)
      throw new Failure(
        exitStatus.usage,
        `fleet init: --replicas ${values.replicas}: give 1, 3 or 5`,
      );
    if (isThere(path))
      throw new Failure(
        exitStatus.cannotCreate,
        `${path.name} has the keys of a fleet already; name another file with --fleet`,
      );
    const { parseServer } = await import("../../fleet/link.ts");
    const servers = args.server.map((one) => parseServer(one).server);
    const ca = values.ca === undefined ? undefined : readCertificate(context, values.ca);
    const { createFleet } = await import("../../fleet/keys.ts");
    writeFleet(path, await createFleet({ servers, ca, replicas }));
    context.out(`${path.name} has the keys of the new fleet: keep it, and keep it to yourself.\n`);
    return exitStatus.ok;
  },
});
