/** rmdir(1) */
import { errno } from "../../netgraph/errno.ts";
import { command, errnoOf, usage, warn } from "../process/failure.ts";
import { getopt } from "../process/getopt.ts";
import { placeOf } from "../process/paths.ts";
import type { ShellProcess } from "../process/process.ts";

const USAGE = "usage: rmdir [-pv] directory ...";

export const rmdir = command((process: ShellProcess) => {
  const { has, operands } = getopt(process, "pv", USAGE);
  if (operands.length === 0) usage(USAGE);
  let status = 0;
  for (const name of operands) {
    for (
      let path = name.replace(/\/+$/, "") || "/";
      path !== "";
      path = path.replace(/\/?[^/]*$/, "")
    ) {
      if (!remove(process, path)) {
        status = 1;
        break;
      }
      if (has("v")) process.out(`${path}\n`);
      if (!has("p")) break;
    }
  }
  return status;
});

function remove(process: ShellProcess, path: string): boolean {
  const { files } = process.lab;
  const place = placeOf(process, path);
  try {
    if (files.exists(place) && !files.isDirectory(place)) warn(process, errno.ENOTDIR, path);
    else {
      files.remove(place);
      return true;
    }
  } catch (error) {
    warn(process, errnoOf(error), path);
  }
  return false;
}
