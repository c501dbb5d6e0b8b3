/** `ngbuddy lab stop`. */
import { stopLab } from "../../lab/daemon/client.ts";
import { exitStatus } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import { labOf } from "./context.ts";

export const subcommand = makeSubcommand({
  name: "lab stop",
  summary: "end the lab's process; the next one goes on with all that it has",
  arguments: [],
  options: {},
  async run(_, __, context) {
    const { directory } = labOf(context);
    const stopped = await stopLab(directory);
    context.out(`The lab in ${directory.path} ${stopped ? "is off" : "does not run"}.\n`);
    return exitStatus.ok;
  },
});
