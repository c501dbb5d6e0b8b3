/** devfs(8): the numbers of the rule sets that FreeBSD comes with. A lab has no devices to apply rules to. */
import { command, errx, usage } from "../process/failure.ts";
import { getopt } from "../process/getopt.ts";

const USAGE = "usage: devfs rule [-s ruleset] ...\n       devfs ruleset ...";

export const devfs = command((process) => {
  const options = getopt(process, "m:s:", USAGE);
  const [keyword, verb, ...rest] = options.operands;
  if (keyword === undefined || verb === undefined) usage(USAGE);
  if (keyword !== "rule" || verb !== "showsets" || rest.length > 0) {
    errx(1, `${options.operands.join(" ")}: not emulated in a lab`);
  }
  // /etc/defaults/devfs.rules
  process.out("1\n2\n3\n4\n5\n");
  return 0;
});
