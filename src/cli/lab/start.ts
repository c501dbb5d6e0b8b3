/** `ngbuddy lab start`. */
import { existsSync } from "node:fs";
import { whyEnded } from "../../lab/daemon/ended.ts";
import { secondDirectory, startLabs } from "../../lab/daemon/second.ts";
import { exitStatus, Failure } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import { bootLabs } from "./console.ts";
import { labOf } from "./context.ts";
import { wantedIdle } from "./idle.ts";
import { wantedPrices } from "./prices.ts";
import { endedLine, secondLine } from "./started.ts";
import { HOST_OPTIONS, wantedHost } from "./template.ts";

export const subcommand = makeSubcommand({
  name: "lab start",
  summary: "boot a lab in the background",
  arguments: [],
  options: HOST_OPTIONS,
  async run(_, options, context) {
    const { directory, self } = labOf(context);
    const description = wantedHost(context, "lab start", options);
    // Files that are there stay, and those of another host would make another host of it.
    const wanted = [
      directory,
      ...(description?.second === undefined ? [] : [secondDirectory(directory)]),
    ];
    const there = wanted.find(({ hostFile }) => existsSync(hostFile));
    if (options.template !== undefined && there !== undefined)
      throw new Failure(
        exitStatus.unavailable,
        `lab start: ${there.path} holds a lab already; throw it away with ngbuddy lab reset --template ${options.template}, or name another directory with NGBUDDY_LAB`,
      );
    // The lab reads them itself, but has nobody to tell what is wrong with them.
    wantedPrices(context);
    wantedIdle(context);
    const ended = whyEnded(directory);
    const labs = await startLabs(directory, self, description);
    const { started, second } = labs;
    if (!started && description !== undefined) {
      throw new Failure(
        exitStatus.unavailable,
        `lab start: a lab runs in ${directory.path} already; stop it first: ngbuddy lab stop`,
      );
    }
    if (started && ended !== undefined) context.err(`ngbuddy: ${endedLine(directory, ended)}\n`);
    context.out(`The lab in ${directory.path} ${started ? "is up" : "runs already"}.\n`);
    if (second !== undefined) context.out(secondLine(second));
    if (options.template !== undefined) return await bootLabs(directory, labs, context);
    await labs.join();
    return exitStatus.ok;
  },
});
