/** A command of the lab's that nobody types into, seen as on the host's console. */
import { startCommand } from "../../lab/daemon/client.ts";
import type { LabDirectory } from "../../lab/daemon/directory.ts";
import type { Io } from "../io.ts";

/** Runs a command in a running lab, and shows what it prints. Returns its exit status. */
export async function runInLab(
  directory: LabDirectory,
  argv: readonly string[],
  io: Io,
): Promise<number> {
  const command = await startCommand(directory, argv, io);
  command.endInput();
  io.signal.addEventListener("abort", () => command.interrupt());
  return await command.status;
}
