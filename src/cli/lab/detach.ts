/** `ngbuddy lab detach`: a TAP device leaves the lab's wires. */
import { detachTap } from "../../lab/daemon/client.ts";
import { exitStatus } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import { labOf } from "./context.ts";
import { checkTap, NETNS_OPTION, wantedNamespace } from "./netns.ts";

export const subcommand = makeSubcommand({
  name: "lab detach",
  summary: "take a TAP device out of the lab's wires",
  details: "One that the lab made is gone then. lab list shows what is attached.",
  arguments: [{ name: "TAP" }],
  options: { netns: NETNS_OPTION },
  example: "ngbuddy lab detach tap0",
  async run({ tap }, { netns }, context) {
    const { directory } = labOf(context);
    checkTap("lab detach", tap);
    const namespace = netns === undefined ? undefined : wantedNamespace("lab detach", netns);
    await detachTap(directory, { tap, ...(namespace !== undefined && { namespace }) });
    return exitStatus.ok;
  },
});
