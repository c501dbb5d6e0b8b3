/** `ngbuddy lab serve DIRECTORY`: the process that is a lab. */
import { ALREADY_RUNS } from "../../lab/daemon/client.ts";
import { claim, labDirectory } from "../../lab/daemon/directory.ts";
import { noteLab } from "../../lab/daemon/registry.ts";
import { serveLab } from "../../lab/daemon/server.ts";
import { checkLab } from "../../lab/daemon/trust.ts";
import { exitStatus } from "../io.ts";
import { labPrograms } from "../labprogram.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import { machineProcesses } from "../processes.ts";
import { wantedIdle } from "./idle.ts";
import { wantedPrices } from "./prices.ts";

export const subcommand = makeSubcommand({
  name: "lab serve",
  summary: "be the lab of a directory; how a lab's own process is started",
  arguments: [{ name: "DIRECTORY" }],
  options: {},
  hidden: true,
  async run(args, _, context) {
    const { runProgram } = context;
    const directory = labDirectory(args.directory);
    checkLab(directory);
    noteLab(context.env, directory);
    const letGo = await claim(directory, await machineProcesses());
    if (letGo === undefined) return ALREADY_RUNS;
    const running = await serveLab(
      directory,
      letGo,
      () => labPrograms(runProgram, directory.root),
      { prices: wantedPrices(context)?.prices, idle: wantedIdle(context) },
    );
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const)
      process.on(signal, () => running.stop());
    process.send?.("ready");
    await running.stopped;
    return exitStatus.ok;
  },
});
