/** The configuration file that jail(8) reads, and what it includes. */

import { globbed } from "../../../config/glob.ts";
import { type ConfiguredJail, parseJailConf } from "../../../config/jailconf/jailconf.ts";
import { JailConfError } from "../../../config/jailconf/lex.ts";
import { errnoText, NetgraphError } from "../../../netgraph/errno.ts";
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
    const found = globbed(pattern, (directory) => namesIn(process, directory));
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

/** The names in a directory; none where there is none. */
function namesIn(process: Process, directory: string): string[] {
  try {
    return process.lab.files.list(placeOf(process, directory));
  } catch (error) {
    if (error instanceof NetgraphError) return [];
    throw error;
  }
}
