/** `ngbuddy lab serve FOLDER`: the process that is a lab. */
import { ALREADY_RUNS } from "../../lab/daemon/client.ts";
import { claim, labFolder } from "../../lab/daemon/folder.ts";
import { serveLab } from "../../lab/daemon/server.ts";
import { readArguments } from "../arguments.ts";
import { exitStatus } from "../io.ts";
import { labPrograms } from "../labprogram.ts";
import type { LabContext } from "./word.ts";

export async function serveWord(args: readonly string[], _context: LabContext): Promise<number> {
  const { positionals } = readArguments(args, "lab serve FOLDER", {}, 1, 1);
  const folder = labFolder(positionals[0]!);
  if (!claim(folder, process.pid)) return ALREADY_RUNS;
  const running = await serveLab(folder, () => labPrograms(folder.root));
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const)
    process.on(signal, () => running.stop());
  process.send?.("ready");
  await running.stopped;
  return exitStatus.ok;
}
