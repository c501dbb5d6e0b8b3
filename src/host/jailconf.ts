/** The jail.conf(5) of a host, with all that it includes. */
import { globbed } from "../config/glob.ts";
import { JailConfError } from "../config/jailconf/lex.ts";
import { type Block, parseBlocks, TooManyFilesError } from "../config/jailconf/parse.ts";
import { errno } from "../netgraph/errno.ts";
import { FileError, type HostFiles } from "./host.ts";

/** A configuration as it stands in its files. */
export interface JailConf {
  readonly blocks: readonly Block[];
  /** The text of each file that was read, by its path. */
  readonly texts: ReadonlyMap<string, string>;
}

/** The file that jail(8) reads unless it is told another one. */
export const JAIL_CONF = "/etc/jail.conf";

/**
 * Reads a configuration. A file that is not there has no jails. Throws a JailConfError with what jail(8) says of one that
 * is wrong, and a FileError for one that cannot be read.
 */
export async function readJailConf(
  files: Pick<HostFiles, "read" | "list">,
  path: string,
): Promise<JailConf> {
  const texts = new Map<string, string>();
  const missing = new Set<string>();
  const lists = new Map<string, readonly string[]>();
  const read = async (file: string) => {
    const text = await files.read(file);
    if (text === undefined) missing.add(file);
    else texts.set(file, text);
  };
  await read(path);
  // What is included turns up while it is read: each round has one more level of it.
  for (;;) {
    const wantedFiles = new Set<string>();
    const wantedLists = new Set<string>();
    const include = (pattern: string) => {
      const found = globbed(pattern, (directory) => {
        const names = lists.get(directory);
        if (names === undefined) wantedLists.add(directory);
        return names ?? [];
      });
      return found.map((file) => {
        if (missing.has(file)) throw new JailConfError(`${file}: No such file or directory`);
        const text = texts.get(file);
        if (text === undefined) wantedFiles.add(file);
        return { file, text: text ?? "" };
      });
    };
    const isComplete = () => wantedFiles.size + wantedLists.size === 0;
    try {
      const blocks = parseBlocks(texts.get(path) ?? "", path, include);
      if (isComplete()) return { blocks, texts };
    } catch (error) {
      if (isComplete() || error instanceof TooManyFilesError) throw error;
    }
    for (const file of wantedFiles) await read(file);
    for (const directory of wantedLists) lists.set(directory, await namesIn(files, directory));
  }
}

/** The names in a directory; none in what is no directory. */
async function namesIn(
  files: Pick<HostFiles, "list">,
  directory: string,
): Promise<readonly string[]> {
  try {
    return await files.list(directory);
  } catch (error) {
    if (error instanceof FileError && error.errno === errno.ENOTDIR) return [];
    throw error;
  }
}
