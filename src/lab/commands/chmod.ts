/** chmod(1), as far as it lets files be run as programs: a lab's files have no other permissions. */
import { command, errnoOf, usage, warn } from "../process/failure.ts";
import { getopt } from "../process/getopt.ts";
import { placeOf } from "../process/paths.ts";
import type { ShellProcess } from "../process/process.ts";

const USAGE = "usage: chmod [-fhv] [-R [-H | -L | -P]] mode file ...";

export const chmod = command((process: ShellProcess) => {
  const options = getopt(process, "fhv", USAGE);
  const [mode = "", ...names] = options.operands;
  if (names.length === 0) usage(USAGE);
  const executable = executableBy(mode);
  if (executable === "bad") usage(`chmod: invalid file mode: ${mode}`);
  let status = 0;
  for (const name of names) {
    try {
      const place = placeOf(process, name);
      if (executable === "as it is") process.lab.files.isDirectory(place);
      else process.lab.files.setExecutable(place, executable);
    } catch (error) {
      if (!options.has("f")) warn(process, errnoOf(error), name);
      status = 1;
    }
  }
  return status;
});

/** What a mode makes of a file's right to be run. */
function executableBy(mode: string): boolean | "as it is" | "bad" {
  if (/^[0-7]{1,4}$/.test(mode)) return (Number.parseInt(mode, 8) & 0o111) !== 0;
  if (!/^[ugoa]*[-+=][rwxXst]*(?:,[ugoa]*[-+=][rwxXst]*)*$/.test(mode)) return "bad";
  const last = mode.split(",").findLast((part) => /x/.test(part) || part.includes("="));
  if (last === undefined) return "as it is";
  return last.includes("x") && !last.includes("-");
}
