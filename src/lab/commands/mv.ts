/** mv(1) */
import { errno } from "../../netgraph/errno.ts";
import { command, errnoOf, errx, usage, warn } from "../process/failure.ts";
import { getopt } from "../process/getopt.ts";
import { baseName, placeOf } from "../process/paths.ts";
import type { ShellProcess } from "../process/process.ts";
import { EX_USAGE } from "../process/sysexits.ts";

const USAGE = `usage: mv [-f | -i | -n] [-hv] source target
       mv [-f | -i | -n] [-v] source ... directory`;

export const mv = command((process: ShellProcess) => {
  const options = getopt(process, "fhinv", USAGE, EX_USAGE);
  const { files } = process.lab;
  const sources = options.operands.slice(0, -1);
  const target = options.operands.at(-1);
  if (target === undefined || sources.length === 0) usage(USAGE, EX_USAGE);
  const intoDirectory = files.isDirectory(placeOf(process, target));
  if (sources.length > 1 && !intoDirectory) errx(1, `${target} is not a directory`);
  let status = 0;
  for (const source of sources) {
    const to = intoDirectory ? `${target.replace(/\/$/, "")}/${baseName(source)}` : target;
    if (!files.exists(placeOf(process, source))) {
      warn(process, errno.ENOENT, source);
      status = 1;
      continue;
    }
    if (options.has("n") && files.exists(placeOf(process, to))) continue;
    try {
      files.rename(placeOf(process, source), placeOf(process, to));
      if (options.has("v")) process.out(`${source} -> ${to}\n`);
    } catch (error) {
      warn(process, errnoOf(error), `rename ${source} to ${to}`);
      status = 1;
    }
  }
  return status;
});
