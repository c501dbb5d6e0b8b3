/** A lab that is started by the way: whoever did not ask for it is told. */
import { printable } from "../../buddy/printable.ts";
import { startLab } from "../../lab/daemon/client.ts";
import type { LabFolder } from "../../lab/daemon/folder.ts";
import type { Io } from "../io.ts";

/** Starts the lab unless it runs, and says so in a line on standard error. */
export async function ensureLab(
  folder: LabFolder,
  self: readonly string[],
  io: Pick<Io, "err">,
): Promise<void> {
  if (!(await startLab(folder, self))) return;
  io.err(
    `ngbuddy: started the lab in ${printable(folder.path)}, an emulated FreeBSD host; to stop it: ngbuddy lab stop\n`,
  );
}
