/** ln(1): symbolic links. The lab's files have one name each. */
import { command, errnoOf, errx, usage, warn } from "../process/failure.ts";
import { getopt } from "../process/getopt.ts";
import { baseName, placeOf } from "../process/paths.ts";
import type { ShellProcess } from "../process/process.ts";
import { EX_UNAVAILABLE } from "../process/sysexits.ts";

const USAGE =
  "usage: ln [-s [-F] | -L | -P] [-f | -i] [-hnv] source_file [target_file]\n       ln [-s [-F] | -L | -P] [-f | -i] [-hnv] source_file ... target_dir";

export const ln = command((process: ShellProcess) => {
  const { has, operands } = getopt(process, "FLPfhinsvw", USAGE);
  if (operands.length === 0) usage(USAGE);
  if (!has("s")) errx(EX_UNAVAILABLE, "a link without -s: not emulated in a lab");
  const { files } = process.lab;
  const sources = operands.length === 1 ? operands : operands.slice(0, -1);
  const target = operands.length === 1 ? "." : operands.at(-1)!;
  const isLink = (has("h") || has("n")) && files.isLink(placeOf(process, target));
  const intoDirectory = !isLink && files.isDirectory(placeOf(process, target));
  if (sources.length > 1 && !intoDirectory) errx(1, `${target}: Not a directory`);
  let status = 0;
  for (const source of sources) {
    const name = intoDirectory ? `${target.replace(/\/$/, "")}/${baseName(source)}` : target;
    const place = placeOf(process, name);
    try {
      if (has("f") && (files.isLink(place) || (files.exists(place) && !files.isDirectory(place))))
        files.remove(place);
      files.link(source, place);
      if (has("v")) process.out(`${name} -> ${source}\n`);
    } catch (error) {
      warn(process, errnoOf(error), name);
      status = 1;
    }
  }
  return status;
});
