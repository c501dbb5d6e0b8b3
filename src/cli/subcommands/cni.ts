/** `ngbuddy cni`, which is what the program does when a container engine starts it: a CNI plugin. */
import { makeSubcommand } from "../makesubcommand.ts";

export const subcommand = makeSubcommand({
  name: "cni",
  summary: "do what a container engine asks of a CNI plugin",
  details: `Takes the operation from the environment (CNI_COMMAND, CNI_CONTAINERID, CNI_NETNS, CNI_IFNAME, CNI_ARGS, CNI_PATH) and
the configuration from standard input, and answers on standard output, as the CNI specification 1.1 says. Started as
/usr/local/libexec/cni/ngbuddy, the program needs no "cni".`,
  arguments: [],
  options: {
    "dry-run": {
      type: "boolean",
      short: "n",
      summary: "show the steps, change nothing, and ask no other plugin",
    },
    verbose: {
      type: "boolean",
      short: "v",
      summary: "show each message and command with its time, on standard error",
    },
  },
  changes: true,
  async run(_, options, context) {
    const { runPlugin } = await import("../cniplugin.ts");
    return await runPlugin(options, context);
  },
});
