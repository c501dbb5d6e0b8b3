/** How this program was started, so that it can start itself again. */

/** Is this one of the executables that `bun build --compile` makes? They carry their sources inside. */
function isCompiled(): boolean {
  return import.meta.url.includes("/$bunfs/") || import.meta.url.includes("/~BUN/");
}

/**
 * The command line that starts this program, without arguments. The runtime's own options are in it: those of
 * bin/ngbuddy keep the settings of the current directory out.
 */
export function selfCommand(): string[] {
  return isCompiled()
    ? [process.execPath]
    : [process.execPath, ...process.execArgv, process.argv[1]!];
}
