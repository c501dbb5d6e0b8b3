/** A lab that is started by the way: whoever did not ask for it is told. */
import { printable } from "../../buddy/printable.ts";
import { startLab } from "../../lab/daemon/client.ts";
import type { LabDirectory } from "../../lab/daemon/directory.ts";
import type { Io } from "../io.ts";

/** Starts the lab unless it runs, and says so in a line on standard error. */
export async function ensureLab(
  directory: LabDirectory,
  self: readonly string[],
  io: Pick<Io, "err">,
): Promise<void> {
  if (!(await startLab(directory, self))) return;
  io.err(
    `ngbuddy: started the lab in ${printable(directory.path)}, an emulated FreeBSD host; to stop it: ngbuddy lab stop\n`,
  );
}
