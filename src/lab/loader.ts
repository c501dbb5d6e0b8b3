/** loader(8): the modules that loader.conf(5) wants loaded before the kernel starts, and the values that it gives it. */
import type { Files } from "./files/files.ts";

/** A module, and the file that asks for it. */
export interface LoaderModule {
  readonly name: string;
  readonly file: string;
}

const LOADER_CONF = "/boot/loader.conf";
const LOADER_DIRECTORY = "/boot/loader.conf.d";
const LOCAL_CONF = "/boot/loader.conf.local";

/** Returns what loader.conf sets, by name, and the file that says so. */
function settingsOf(
  files: Files,
): ReadonlyMap<string, { readonly value: string; readonly file: string }> {
  const settings = new Map<string, { readonly value: string; readonly file: string }>();
  for (const file of confFiles(files)) {
    for (const line of files.read(file).split("\n")) {
      const [, name, quoted, bare] =
        /^\s*([\w.-]+)\s*=\s*(?:"([^"]*)"|([^\s"#]+))\s*(?:#.*)?$/.exec(line) ?? [];
      if (name !== undefined) settings.set(name, { value: quoted ?? bare ?? "", file });
    }
  }
  return settings;
}

/** Returns the values that the kernel gets (kenv(1)), by name. */
export function tunablesOfLoader(files: Files): Map<string, string> {
  return new Map([...settingsOf(files)].map(([name, { value }]) => [name, value]));
}

/** Returns the modules whose `NAME_load` is YES, in the order of the files; `NAME_name` says which file NAME stands for. */
export function modulesOfLoader(files: Files): LoaderModule[] {
  const settings = settingsOf(files);
  return [...settings].flatMap(([key, { value, file }]) => {
    if (!key.endsWith("_load") || !/^yes$/i.test(value)) return [];
    const stem = key.slice(0, -"_load".length);
    const given = settings.get(`${stem}_name`)?.value ?? stem;
    return [{ name: given.slice(given.lastIndexOf("/") + 1).replace(/\.ko$/, ""), file }];
  });
}

function confFiles(files: Files): string[] {
  const more = files.isDirectory(LOADER_DIRECTORY)
    ? files.list(LOADER_DIRECTORY).filter((name) => name.endsWith(".conf"))
    : [];
  return [
    LOADER_CONF,
    ...more.sort().map((name) => `${LOADER_DIRECTORY}/${name}`),
    LOCAL_CONF,
  ].filter((path) => files.exists(path) && !files.isDirectory(path));
}
