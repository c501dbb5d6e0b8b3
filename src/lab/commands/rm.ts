/** rm(1) */
import { errno } from "../../netgraph/errno.ts";
import { command, errnoOf, usage, warn, warnx } from "../process/failure.ts";
import { getopt } from "../process/getopt.ts";
import { placeOf } from "../process/paths.ts";
import type { ShellProcess } from "../process/process.ts";
import { EX_USAGE } from "../process/sysexits.ts";

const USAGE = "usage: rm [-f | -i] [-dIPRrvWx] file ...\n       unlink [--] file";

export const rm = command((process: ShellProcess) => {
  const options = getopt(process, "dfiIPRrvWx", USAGE, EX_USAGE);
  const force = options.has("f");
  if (options.operands.length === 0 && !force) usage(USAGE, EX_USAGE);
  const settings = {
    force,
    recursive: options.has("R") || options.has("r"),
    directories: options.has("d"),
    verbose: options.has("v"),
  };
  return options.operands.filter((name) => !remove(process, name, settings)).length > 0 ? 1 : 0;
});

interface Settings {
  readonly force: boolean;
  readonly recursive: boolean;
  readonly directories: boolean;
  readonly verbose: boolean;
}

/** Removes a file, or a directory with all that is in it; false when that failed. */
function remove(process: ShellProcess, name: string, settings: Settings): boolean {
  const { files } = process.lab;
  const path = placeOf(process, name);
  if (/(^|\/)\.{1,2}\/?$/.test(name)) {
    warnx(process, '"." and ".." may not be removed');
    return false;
  }
  if (path === "/") {
    warnx(process, '"/" may not be removed');
    return false;
  }
  const isLink = files.isLink(path);
  if (!files.exists(path) && !isLink) {
    if (!settings.force) warn(process, errno.ENOENT, name);
    return settings.force;
  }
  const isDirectory = !isLink && files.isDirectory(path);
  if (isDirectory && !settings.recursive && !settings.directories) {
    warnx(process, `${name}: is a directory`);
    return false;
  }
  try {
    if (isDirectory && settings.recursive) {
      for (const child of files.list(path)) remove(process, `${name}/${child}`, settings);
    }
    files.remove(path);
    if (settings.verbose) process.out(`${name}\n`);
    return true;
  } catch (error) {
    warn(process, errnoOf(error), name);
    return false;
  }
}
