/** rc.conf's files of a host, read: the variables, and what the buddy makes of them. */
import { evaluate, type RcFile } from "../config/rcconf.ts";
import { RC_FILES, readSettings } from "../config/settings.ts";
import type { Host } from "../host/host.ts";
import type { Wanted } from "./plan/wanted.ts";

/** The files there are, in the order in which sh reads them. */
export async function readRcFiles(host: Host): Promise<RcFile[]> {
  const files: RcFile[] = [];
  for (const path of RC_FILES) {
    const text = await host.files.read(path);
    if (text !== undefined) files.push({ path, text });
  }
  return files;
}

/** What rc.conf wants of the buddy. Throws a SettingsError or an RcSyntaxError, both with file and line. */
export async function readWanted(host: Host): Promise<Wanted> {
  const variables = evaluate(await readRcFiles(host));
  return { ...readSettings(variables), value: (name) => variables.get(name)?.value };
}
