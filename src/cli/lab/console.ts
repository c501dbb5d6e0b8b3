/** A boot of the lab's host, seen as on its console. */
import { printable } from "../../buddy/printable.ts";
import { startCommand } from "../../lab/daemon/client.ts";
import type { LabDirectory } from "../../lab/daemon/directory.ts";
import type { StartedLabs } from "../../lab/daemon/second.ts";
import { exitStatus, type Io } from "../io.ts";
import { showReach } from "./reach.ts";

/** Boots a running lab by one of its commands, shows what the console shows, and then who can ping whom. Returns the command's exit status. */
export async function bootLab(
  directory: LabDirectory,
  argv: readonly string[],
  io: Io,
  beforeReach: () => Promise<void> = async () => {},
): Promise<number> {
  const status = await showConsole(directory, argv, io);
  if (status !== exitStatus.ok) return status;
  await beforeReach();
  io.out("\n");
  await showReach(directory, io);
  return status;
}

/** Boots the labs of a host and of its second host, if there is one, as they are described, and joins them. Returns an exit status. */
export async function bootLabs(
  directory: LabDirectory,
  { second, join }: StartedLabs,
  io: Io,
): Promise<number> {
  if (second !== undefined) {
    io.out(`\n${printable(second.name)}:\n`);
    const status = await showConsole(second, ["reboot"], io);
    if (status !== exitStatus.ok) return status;
    io.out(`\n${printable(directory.name)}:\n`);
  }
  return await bootLab(directory, ["reboot"], io, join);
}

async function showConsole(
  directory: LabDirectory,
  argv: readonly string[],
  io: Io,
): Promise<number> {
  const command = await startCommand(directory, argv, io);
  command.endInput();
  io.signal.addEventListener("abort", () => command.interrupt());
  return await command.status;
}
