/** `ngbuddy lab reboot`: the lab's host is shut down, jails and all, and booted. */
import { makeSubcommand } from "../makesubcommand.ts";
import { bootLab } from "./console.ts";
import { labOf } from "./context.ts";
import { ensureLab } from "./started.ts";

export const subcommand = makeSubcommand({
  name: "lab reboot",
  summary: "shut the lab's host down, with /etc/rc.shutdown, and boot it",
  arguments: [],
  options: {},
  async run(_, __, context) {
    const { directory, self } = labOf(context);
    await ensureLab(directory, self, context);
    return await bootLab(directory, ["shutdown", "-r", "now"], context);
  },
});
