/** `ngbuddy lab reset`. */
import { rmSync } from "node:fs";
import { startLab, stopLab } from "../../lab/daemon/client.ts";
import { checkLab } from "../../lab/daemon/trust.ts";
import { exitStatus } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import { bootLab } from "./console.ts";
import { labOf } from "./context.ts";
import { HOST_OPTIONS, wantedHost } from "./template.ts";

export const subcommand = makeSubcommand({
  name: "lab reset",
  summary: "throw the lab's files away and boot it anew",
  arguments: [],
  options: HOST_OPTIONS,
  async run(_, options, context) {
    const { directory, self } = labOf(context);
    const description = wantedHost("lab reset", options);
    // What is no lab stays as it is.
    checkLab(directory);
    await stopLab(directory);
    for (const path of [directory.root, directory.log, directory.state])
      rmSync(path, { recursive: true, force: true });
    await startLab(directory, self, description);
    context.out(`The lab in ${directory.path} is up, as new.\n`);
    if (options.template !== undefined) return await bootLab(directory, ["reboot"], context);
    return exitStatus.ok;
  },
});
