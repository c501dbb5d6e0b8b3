/** jexec(8): runs a command in a jail. */
import { command, errx, usage } from "./failure.ts";
import { getopt } from "./getopt.ts";

const USAGE =
  "usage: jexec [-l] [-d working-directory] [-u username | -U username] jail\n       [command ...]";

export const jexec = command(async (process) => {
  const { operands } = getopt(process, "lnd:u:U:e:", USAGE);
  const [name, ...argv] = operands;
  if (name === undefined) usage(USAGE);
  const jail = process.lab.jails.find(name);
  if (jail === undefined) errx(1, `jail "${name}" not found`);
  if (argv.length === 0) errx(1, "a jail's shell is not emulated in a lab; give a command");
  return await process.run(argv, { jail });
});
