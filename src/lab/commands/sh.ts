/** sh(1): runs `-c COMMANDS`, a script of the lab's, or commands from standard input. */

import { errnoText } from "../../netgraph/errno.ts";
import { command, errnoOf, errx } from "../process/failure.ts";
import { placeOf } from "../process/paths.ts";
import { EX_UNAVAILABLE } from "../process/sysexits.ts";
import { bootSystem, shutDown } from "../rc/boot.ts";
import { runScript } from "../sh/script.ts";

/** What sh ends with when it cannot read its script. */
const NO_SCRIPT = 127;

export const sh = command(async (process) => {
  const [own = "sh", first, second, ...rest] = process.argv;
  if (first === "-c") {
    if (second === undefined) errx(2, "-c requires an argument");
    const [name = own, ...parameters] = rest;
    return await runScript(process, { text: second, path: "", name, parameters });
  }
  if (first === undefined || first === "-s" || first === "-") {
    if (process.stdin.isTerminal) errx(EX_UNAVAILABLE, "a shell to type in: not emulated in a lab");
    const text = await process.stdin.all();
    return await runScript(process, { text, path: "", name: own, parameters: [] });
  }
  if (first.startsWith("-")) errx(EX_UNAVAILABLE, `${first}: not emulated in a lab`);
  const parameters = second === undefined ? [] : [second, ...rest];
  const { files } = process.lab;
  const place = placeOf(process, first);
  // The scripts that start and stop a system.
  if (!files.exists(place) && first === "/etc/rc") {
    return await bootSystem(process, second === "autoboot");
  }
  if (!files.exists(place) && first === "/etc/rc.shutdown") return await shutDown(process);
  let text: string;
  try {
    text = files.read(place);
  } catch (error) {
    process.err(`${own}: cannot open ${first}: ${errnoText(errnoOf(error))}\n`);
    return NO_SCRIPT;
  }
  return await runScript(process, { text, path: first, name: first, parameters });
});
