/** `ngbuddy fleet enroll`. */
import { exitStatus } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import { FLEET_OPTION, fleetPath, readFleet, writeFleet, writeSecret } from "./file.ts";

export const subcommand = makeSubcommand({
  name: "fleet enroll",
  summary: "make the keys of a host, with which it can write what is its own alone",
  details: `Writes one file, which goes to the host as /usr/local/etc/ngbuddy.agent, for root alone. Nothing is sent anywhere, and
no server needs to know of it.`,
  arguments: [{ name: "HOST" }],
  options: {
    ...FLEET_OPTION,
    write: {
      type: "string",
      short: "w",
      value: "FILE",
      of: "files",
      summary: "this file instead of HOST.agent",
    },
    again: { type: "boolean", summary: "give it new keys, and take those back that it had" },
  },
  example: "ngbuddy fleet enroll web1",
  async run({ host }, values, context) {
    const path = fleetPath(context, values.fleet);
    const before = await readFleet(path);
    const { dismiss, enroll } = await import("../../fleet/keys.ts");
    const isKnown = before.hosts.some(({ name }) => name === host);
    const takesBack = values.again === true && isKnown;
    const { fleet, agent } = await enroll(
      takesBack ? dismiss(before, host, Date.now() / 1000) : before,
      host,
    );
    const { directory, root } = context;
    const file = values.write ?? `${host}.agent`;
    writeSecret({ directory, root, name: file }, `${JSON.stringify(agent, null, 2)}\n`);
    writeFleet(path, fleet);
    context.out(`${file} is for ${host}, as /usr/local/etc/ngbuddy.agent and for root alone.\n`);
    if (takesBack)
      context.err(
        "ngbuddy: the keys that it had are good until the servers have the new ngbuddy fleet server-config\n",
      );
    return exitStatus.ok;
  },
});
