/** touch(1): makes files that are not there. The lab's files have no times. */
import { command, errnoOf, warn } from "../process/failure.ts";
import { getopt } from "../process/getopt.ts";
import { placeOf } from "../process/paths.ts";
import type { ShellProcess } from "../process/process.ts";

const USAGE =
  "usage: touch [-A [-][[hh]mm]SS] [-achm] [-r file] [-t [[CC]YY]MMDDhhmm[.SS]]\n       [-d YYYY-MM-DDThh:mm:SS[.frac][tz]] file ...";

export const touch = command((process: ShellProcess) => {
  const options = getopt(process, "acfhm", USAGE);
  const { files } = process.lab;
  let status = 0;
  for (const name of options.operands) {
    const place = placeOf(process, name);
    if (files.exists(place) || options.has("c")) continue;
    try {
      files.write(place, "");
    } catch (error) {
      warn(process, errnoOf(error), name);
      status = 1;
    }
  }
  return status;
});
