/** kldload(8) */
import { errno, errnoText } from "../../netgraph/errno.ts";
import { isKnownElsewhere } from "../freebsd/modules.ts";
import { kernelModules, loadedModules } from "../kernel/modules.ts";
import { command, usage, warn, warnx } from "../process/failure.ts";
import { getopt } from "../process/getopt.ts";
import type { Process } from "../process/process.ts";

const USAGE = "usage: kldload [-nqv] file ...";

export const kldload = command((process) => {
  const options = getopt(process, "nqv", USAGE);
  if (options.operands.length === 0) usage(USAGE);
  const flags = options.options.map(({ letter }) => letter);
  // The last of -q and -v counts.
  const loudness = flags.findLast((letter) => letter === "q" || letter === "v");
  const settings = {
    quiet: loudness === "q",
    verbose: loudness === "v",
    mayBeLoaded: options.has("n"),
  };
  const failed = options.operands.filter((name) => !load(process, name, settings));
  return failed.length > 0 ? 1 : 0;
});

interface Settings {
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly mayBeLoaded: boolean;
}

/** Loads one module; false when that failed. */
function load(process: Process, file: string, settings: Settings): boolean {
  const { kernel } = process.lab;
  const name = file.slice(file.lastIndexOf("/") + 1).replace(/\.ko$/, "");
  const complain = (say: () => void) => {
    if (!settings.quiet) say();
    return false;
  };
  if (process.jail !== undefined) {
    return complain(() => warn(process, errno.EPERM, `can't load ${file}`));
  }
  if (loadedModules(kernel).includes(name) || kernelModules.has(name)) {
    if (!settings.mayBeLoaded) {
      return complain(() =>
        warnx(process, `can't load ${file}: module already loaded or in kernel`),
      );
    }
    if (settings.verbose) process.out(`${file} is already loaded\n`);
    return true;
  }
  if (!kernel.load(name)) {
    const why = isKnownElsewhere(name) ? "not emulated in a lab" : errnoText(errno.ENOENT);
    return complain(() => warnx(process, `can't load ${file}: ${why}`));
  }
  if (settings.verbose)
    process.out(`Loaded ${file}, id=${loadedModules(kernel).indexOf(name) + 2}\n`);
  return true;
}
