/** cp(1): files and, with -R, directories. */
import { errno } from "../../netgraph/errno.ts";
import { command, errnoOf, errx, usage, warn, warnx } from "../process/failure.ts";
import { getopt } from "../process/getopt.ts";
import { baseName, placeOf } from "../process/paths.ts";
import type { ShellProcess } from "../process/process.ts";

const USAGE = `usage: cp [-R [-H | -L | -P]] [-f | -i | -n] [-alNpsvx] source_file target_file
       cp [-R [-H | -L | -P]] [-f | -i | -n] [-alNpsvx] source_file ... target_directory`;

export const cp = command((process: ShellProcess) => {
  const options = getopt(process, "aHLPRfinlNprsvx", USAGE);
  const { files } = process.lab;
  const sources = options.operands.slice(0, -1);
  const target = options.operands.at(-1);
  if (target === undefined || sources.length === 0) usage(USAGE);
  const recursive = options.has("R") || options.has("r") || options.has("a");
  const intoDirectory = files.isDirectory(placeOf(process, target));
  if (sources.length > 1 && !intoDirectory) errx(1, `${target} is not a directory`);
  const failed = sources.filter((source) => {
    const to = intoDirectory ? `${target.replace(/\/$/, "")}/${baseName(source)}` : target;
    return !copy(process, source, to, recursive);
  });
  return failed.length > 0 ? 1 : 0;
});

/** Copies a file or a directory; false when something of it failed. */
function copy(process: ShellProcess, source: string, target: string, recursive: boolean): boolean {
  const { files } = process.lab;
  const from = placeOf(process, source);
  const to = placeOf(process, target);
  if (!files.exists(from)) {
    warn(process, errno.ENOENT, source);
    return false;
  }
  if (from === to) {
    warnx(process, `${target} and ${source} are identical (not copied).`);
    return false;
  }
  try {
    if (!files.isDirectory(from)) {
      files.write(to, files.read(from));
      return true;
    }
    if (!recursive) {
      warnx(process, `${source} is a directory (not copied).`);
      return false;
    }
    const names = files.list(from);
    files.makeDirectory(to);
    return names
      .map((name) => copy(process, `${source}/${name}`, `${target}/${name}`, true))
      .every(Boolean);
  } catch (error) {
    warn(process, errnoOf(error), target);
    return false;
  }
}
