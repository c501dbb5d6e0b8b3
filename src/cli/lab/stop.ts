/** `ngbuddy lab stop`. */
import { stopLab } from "../../lab/daemon/client.ts";
import { killLab } from "../../lab/daemon/kill.ts";
import { secondOf } from "../../lab/daemon/second.ts";
import { SilentLab } from "../../lab/daemon/signsoflife.ts";
import { exitStatus } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import { machineProcesses } from "../processes.ts";
import { labOf } from "./context.ts";

export const subcommand = makeSubcommand({
  name: "lab stop",
  summary: "end the lab's process; the next one goes on with all that it has",
  arguments: [],
  options: {
    force: { type: "boolean", summary: "kill its process when it does not answer" },
  },
  async run(_, { force }, context) {
    const { directory } = labOf(context);
    const second = secondOf(directory);
    for (const one of second === undefined ? [directory] : [directory, second]) {
      const stopped = await stopLab(one).catch(async (error: unknown) => {
        if (!force || !(error instanceof SilentLab)) throw error;
        await killLab(one, await machineProcesses());
        return true;
      });
      const which = one === directory ? "The lab" : "The lab of its second host";
      context.out(`${which} in ${one.path} ${stopped ? "is off" : "does not run"}.\n`);
    }
    return exitStatus.ok;
  },
});
