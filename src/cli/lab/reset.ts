/** `ngbuddy lab reset`. */
import { rmSync } from "node:fs";
import { stopLab } from "../../lab/daemon/client.ts";
import { secondDirectory, secondOf, startLabs } from "../../lab/daemon/second.ts";
import { checkLab } from "../../lab/daemon/trust.ts";
import { exitStatus } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import { bootLabs } from "./console.ts";
import { labOf } from "./context.ts";
import { secondLine } from "./started.ts";
import { HOST_OPTIONS, wantedHost } from "./template.ts";

export const subcommand = makeSubcommand({
  name: "lab reset",
  summary: "throw the lab's files away and boot it anew",
  arguments: [],
  options: HOST_OPTIONS,
  async run(_, options, context) {
    const { directory, self } = labOf(context);
    const description = wantedHost(context, "lab reset", options);
    const second =
      description === undefined
        ? secondOf(directory)
        : description.second && secondDirectory(directory);
    const labs = second === undefined ? [directory] : [directory, second];
    // What is no lab stays as it is.
    for (const one of labs) checkLab(one);
    for (const one of labs) {
      await stopLab(one);
      for (const path of [one.root, one.log, one.state, one.cables])
        rmSync(path, { recursive: true, force: true });
    }
    const started = await startLabs(directory, self, description);
    context.out(`The lab in ${directory.path} is up, as new.\n`);
    if (second !== undefined) context.out(secondLine(second));
    if (options.template !== undefined) return await bootLabs(directory, started, context);
    await started.join();
    return exitStatus.ok;
  },
});
