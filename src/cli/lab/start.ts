/** `ngbuddy lab start`. */
import { startLab } from "../../lab/daemon/client.ts";
import { exitStatus, Failure } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import { labOf } from "./context.ts";
import { HOST_OPTION, readDescription } from "./hostfile.ts";
import { wantedPrices } from "./prices.ts";

export const subcommand = makeSubcommand({
  name: "lab start",
  summary: "boot a lab in the background",
  arguments: [],
  options: { host: HOST_OPTION },
  async run(_, { host }, context) {
    const { directory, self } = labOf(context);
    const description = host === undefined ? undefined : readDescription(host);
    // The lab reads them itself, but has nobody to tell what is wrong with them.
    wantedPrices(context);
    const started = await startLab(directory, self, description);
    if (!started && description !== undefined) {
      throw new Failure(
        exitStatus.unavailable,
        `lab start: a lab runs in ${directory.path} already; stop it first: ngbuddy lab stop`,
      );
    }
    context.out(`The lab in ${directory.path} ${started ? "is up" : "runs already"}.\n`);
    return exitStatus.ok;
  },
});
