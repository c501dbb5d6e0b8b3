/** `ngbuddy fleet enroll`. */
import { resolve } from "node:path";
import { exitStatus, Failure } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import { changeFleet } from "./change.ts";
import { FLEET_OPTION, fleetPath, isThere, placeOf, writeSecret } from "./file.ts";

/** How standard output is named. */
const STDOUT = "-";

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
      summary: "this file instead of HOST.agent; - is standard output",
    },
    again: { type: "boolean", summary: "give it new keys, and take those back that it had" },
  },
  example: "ngbuddy fleet enroll web1",
  async run({ host }, values, context) {
    const path = fleetPath(context, values.fleet);
    const { dismiss, enroll } = await import("../../fleet/keys.ts");
    const { directory, root } = context;
    const name = values.write ?? `${host}.agent`;
    const file = { directory, root, name };
    let takesBack = false;
    await changeFleet(path, async (before) => {
      takesBack = values.again === true && before.hosts.some((one) => one.name === host);
      const { fleet, agent } = await enroll(
        takesBack ? dismiss(before, host, Date.now() / 1000) : before,
        host,
      );
      const text = `${JSON.stringify(agent, null, 2)}\n`;
      if (name === STDOUT) return { fleet, after: () => context.out(text) };
      if (resolve(placeOf(file)) === resolve(placeOf(path)))
        throw new Failure(exitStatus.usage, `fleet enroll: ${name} has the keys of the fleet`);
      // It may have the keys of a host of another fleet.
      if (!takesBack && isThere(file))
        throw new Failure(
          exitStatus.cannotCreate,
          `${name} is there already; name another file with -w, or move it away`,
        );
      return { fleet, after: () => writeSecret(file, text) };
    });
    const about = `${name === STDOUT ? "this" : name} is for ${host}, as /usr/local/etc/ngbuddy.agent and for root alone.\n`;
    if (name === STDOUT) context.err(`ngbuddy: ${about}`);
    else context.out(about);
    if (takesBack)
      context.err(
        "ngbuddy: the keys that it had are good until the servers have the new ngbuddy fleet server-config\n",
      );
    return exitStatus.ok;
  },
});
