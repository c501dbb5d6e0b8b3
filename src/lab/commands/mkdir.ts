/** mkdir(1) */
import { errno } from "../../netgraph/errno.ts";
import { directoryOf } from "../files/files.ts";
import { command, errnoOf, usage, warn } from "../process/failure.ts";
import { getopt } from "../process/getopt.ts";
import { placeOf } from "../process/paths.ts";
import type { ShellProcess } from "../process/process.ts";
import { EX_USAGE } from "../process/sysexits.ts";

const USAGE = "usage: mkdir [-pv] [-m mode] directory_name ...";

export const mkdir = command((process: ShellProcess) => {
  const options = getopt(process, "m:pv", USAGE, EX_USAGE);
  if (options.operands.length === 0) usage(USAGE, EX_USAGE);
  const { files } = process.lab;
  let status = 0;
  for (const name of options.operands) {
    const path = placeOf(process, name);
    const above = directoryOf(path);
    let error = 0;
    if (!options.has("p") && files.exists(path)) error = errno.EEXIST;
    else if (!options.has("p") && !files.exists(above)) error = errno.ENOENT;
    else {
      try {
        files.makeDirectory(path);
        if (options.has("v")) process.out(`${name}\n`);
      } catch (refusal) {
        error = errnoOf(refusal);
      }
    }
    if (error === 0) continue;
    warn(process, error, error === errno.ENOENT ? directoryOf(`/${name}`).slice(1) || name : name);
    status = 1;
  }
  return status;
});
