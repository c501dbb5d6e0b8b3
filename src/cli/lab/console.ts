/** A boot of the lab's host, seen as on its console. */
import { startCommand } from "../../lab/daemon/client.ts";
import type { LabDirectory } from "../../lab/daemon/directory.ts";
import { exitStatus, type Io } from "../io.ts";
import { showReach } from "./reach.ts";

/** Boots a running lab by one of its commands, shows what the console shows, and then who can ping whom. Returns the command's exit status. */
export async function bootLab(
  directory: LabDirectory,
  argv: readonly string[],
  io: Io,
): Promise<number> {
  const command = await startCommand(directory, argv, io);
  command.endInput();
  io.signal.addEventListener("abort", () => command.interrupt());
  const status = await command.status;
  if (status === exitStatus.ok) {
    io.out("\n");
    await showReach(directory, io);
  }
  return status;
}
