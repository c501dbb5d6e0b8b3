/** The configuration file that jail(8) reads, and what it includes. */

import { errnoText, NetgraphError } from "../../../netgraph/errno.ts";
import { matchesPattern } from "../../base/pattern.ts";
import { type ConfiguredJail, parseJailConf } from "../../jails/jailconf.ts";
import { JailConfError } from "../../jails/jaillex.ts";
import { CommandEnd } from "../../process/failure.ts";
import { placeOf } from "../../process/paths.ts";
import type { Process } from "../../process/process.ts";

/** The jails of a configuration file; `-` is standard input. What is wrong with the whole file ends the command. */
export async function readConfiguration(
  process: Process,
  file: string,
): Promise<readonly ConfiguredJail[]> {
  const { files } = process.lab;
  const textOf = (path: string) => {
    try {
      return files.read(placeOf(process, path));
    } catch (error) {
      if (!(error instanceof NetgraphError)) throw error;
      throw new CommandEnd(1, `${path}: ${errnoText(error.errno)}`, true);
    }
  };
  const include = (pattern: string) => {
    const found = /[*?[]/.test(pattern) ? matching(process, pattern) : [pattern];
    return found.map((path) => ({ file: path, text: textOf(path) }));
  };
  try {
    return file === "-"
      ? parseJailConf(await process.stdin.all(), "STDIN", include)
      : parseJailConf(textOf(file), file, include);
  } catch (error) {
    if (error instanceof JailConfError) {
      throw new CommandEnd(1, error.message.replace(/^/gm, "jail: "), false);
    }
    throw error;
  }
}

/** The files that a pattern with wildcards in its last part means (glob(3)); hidden ones only when it says so. */
function matching(process: Process, pattern: string): string[] {
  const { files } = process.lab;
  const directory = pattern.slice(0, pattern.lastIndexOf("/"));
  const place = placeOf(process, directory);
  if (!files.exists(place)) return [];
  const last = pattern.slice(directory.length + 1);
  return files
    .list(place)
    .filter(
      (entry) => matchesPattern(last, entry) && entry.startsWith(".") === last.startsWith("."),
    )
    .map((entry) => `${directory}/${entry}`);
}
