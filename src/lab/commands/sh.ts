/** sh(1), and of the scripts that start and stop a system what they do to the network. */
import { command } from "../process/failure.ts";
import { placeOf } from "../process/paths.ts";
import { bootSystem, shutDown } from "../rc/boot.ts";
import { runSh, scriptAsked } from "../sh/sh.ts";

export const sh = command(async (process) => {
  const [script, first] = scriptAsked(process.argv);
  if (script !== undefined && !process.lab.files.exists(placeOf(process, script))) {
    if (script === "/etc/rc") return await bootSystem(process, first === "autoboot");
    if (script === "/etc/rc.shutdown") return await shutDown(process);
  }
  return await runSh(process);
});
