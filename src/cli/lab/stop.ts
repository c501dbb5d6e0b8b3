/** `ngbuddy lab stop`. */
import { stopLab } from "../../lab/daemon/client.ts";
import { exitStatus } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import { labOf } from "./context.ts";

export const subcommand = makeSubcommand({
  name: "lab stop",
  summary: "switch the lab off; its files stay",
  arguments: [],
  options: {},
  async run(_, __, context) {
    const { directory } = labOf(context);
    const stopped = await stopLab(directory);
    context.out(`The lab in ${directory.path} ${stopped ? "is off" : "does not run"}.\n`);
    return exitStatus.ok;
  },
});
