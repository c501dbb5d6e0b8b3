/** `ngbuddy lab boot`: the lab's host is switched on, or off and on, and its /etc/rc runs. */
import { startLabs } from "../../lab/daemon/second.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import { bootLab } from "./console.ts";
import { labOf } from "./context.ts";

export const subcommand = makeSubcommand({
  name: "lab boot",
  summary: "switch the lab's host off and on: rc.conf alone says what comes up",
  details: `Nothing of what ran is kept but the lab's files: loader.conf's modules are loaded, and /etc/rc runs the scripts of rc.d
in their order. What is enabled and not emulated is said.`,
  arguments: [],
  options: {},
  async run(_, __, context) {
    const { directory, self } = labOf(context);
    const { join } = await startLabs(directory, self);
    await join();
    return await bootLab(directory, ["reboot"], context);
  },
});
