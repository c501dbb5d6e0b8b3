/** `ngbuddy lab start`. */
import { existsSync } from "node:fs";
import { startLab } from "../../lab/daemon/client.ts";
import { whyEnded } from "../../lab/daemon/ended.ts";
import { exitStatus, Failure } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import { bootLab } from "./console.ts";
import { labOf } from "./context.ts";
import { wantedIdle } from "./idle.ts";
import { wantedPrices } from "./prices.ts";
import { endedLine } from "./started.ts";
import { HOST_OPTIONS, wantedHost } from "./template.ts";

export const subcommand = makeSubcommand({
  name: "lab start",
  summary: "boot a lab in the background",
  arguments: [],
  options: HOST_OPTIONS,
  async run(_, options, context) {
    const { directory, self } = labOf(context);
    const description = wantedHost("lab start", options);
    // Files that are there stay, and those of another host would make another host of it.
    if (options.template !== undefined && existsSync(directory.hostFile))
      throw new Failure(
        exitStatus.unavailable,
        `lab start: ${directory.path} holds a lab already; throw it away with ngbuddy lab reset --template ${options.template}, or name another directory with NGBUDDY_LAB`,
      );
    // The lab reads them itself, but has nobody to tell what is wrong with them.
    wantedPrices(context);
    wantedIdle(context);
    const ended = whyEnded(directory);
    const started = await startLab(directory, self, description);
    if (!started && description !== undefined) {
      throw new Failure(
        exitStatus.unavailable,
        `lab start: a lab runs in ${directory.path} already; stop it first: ngbuddy lab stop`,
      );
    }
    if (started && ended !== undefined) context.err(`ngbuddy: ${endedLine(directory, ended)}\n`);
    context.out(`The lab in ${directory.path} ${started ? "is up" : "runs already"}.\n`);
    if (options.template !== undefined) return await bootLab(directory, ["reboot"], context);
    return exitStatus.ok;
  },
});
