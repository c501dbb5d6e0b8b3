/** hostname(1) */
import { errno } from "../../netgraph/errno.ts";
import { parameterOf } from "../jails/jail.ts";
import { command, err, usage } from "../process/failure.ts";
import { getopt } from "../process/getopt.ts";

const USAGE = "usage: hostname [-f] [-s | -d] [name-of-host]";

export const hostname = command((process) => {
  const options = getopt(process, "fsd", USAGE);
  const [name, ...rest] = options.operands;
  if (rest.length > 0 || (options.has("s") && options.has("d"))) usage(USAGE);
  if (name !== undefined) {
    const { jail, lab } = process;
    if (jail === undefined) lab.hostname = name;
    else if (parameterOf(jail, "allow.set_hostname") !== "true") err(1, errno.EPERM, "sethostname");
    else lab.jails.update(jail, new Map([["host.hostname", name]]));
    return 0;
  }
  const full = process.jail?.hostname ?? process.lab.hostname;
  const [short = "", ...domain] = full.split(".");
  process.out(`${options.has("s") ? short : options.has("d") ? domain.join(".") : full}\n`);
  return 0;
});
