/** How this program was started, so that it can start itself again. */

/** Is this one of the executables that `bun build --compile` makes? They carry their sources inside. */
function isCompiled(): boolean {
  return import.meta.url.includes("/$bunfs/") || import.meta.url.includes("/~BUN/");
}

/** The command line that starts this program, without arguments. */
export function selfCommand(): string[] {
  return isCompiled() ? [process.execPath] : [process.execPath, process.argv[1]!];
}
