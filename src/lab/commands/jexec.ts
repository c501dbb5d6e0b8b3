/** jexec(8): runs a command in a jail. */

import { errno } from "../../netgraph/errno.ts";
import { command, err, errx, usage } from "../process/failure.ts";
import { getopt } from "../process/getopt.ts";
import { whyNot } from "../process/process.ts";
import { EX_UNAVAILABLE } from "../process/sysexits.ts";
import { jailNamed } from "./jailnames.ts";

const USAGE =
  "usage: jexec [-l] [-d working-directory] [-u username | -U username] jail\n       [command ...]";

export const jexec = command(async (process) => {
  const { operands, has, value } = getopt(process, "lnd:u:U:e:", USAGE);
  const [name, ...argv] = operands;
  if (name === undefined || (has("u") && has("U"))) usage(USAGE);
  const user = value("u") ?? value("U") ?? "root";
  if (user !== "root") errx(1, `user ${user}: only root is emulated in a lab`);
  // Number 0 is the host itself, which nobody can go into.
  if (/^0+$/.test(name)) err(1, errno.EINVAL, "jail_attach(0)");
  const jail = jailNamed(process, name);
  if (argv.length === 0) errx(1, "a jail's shell is not emulated in a lab; give a command");
  const program = process.lab.program(argv[0]!, { jail });
  if (program.kind !== "command") {
    const status = program.kind === "elsewhere" ? EX_UNAVAILABLE : 1;
    errx(status, `execvp: ${argv[0]}: ${whyNot[program.kind]}`);
  }
  return await process.run(argv, { jail });
});
