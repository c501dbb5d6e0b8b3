/** AppJail's jails: their templates, and the addresses that AppJail gives them. */

import { blocksByJail, jailsIn } from "../../config/jailconf/jailconf.ts";
import { templateSyntax } from "../../config/jailconf/syntax.ts";
import { templateBlock } from "../../config/jailconf/template.ts";
import { evaluate } from "../../config/rcconf.ts";
import { FileError, type Host } from "../../host/host.ts";
import type { HookCommand } from "./commands.ts";
import type { JailSetup } from "./setup.ts";
import { optionOf } from "./tools/appjail.ts";
import { literals } from "./tools/tool.ts";

const CONF = "/usr/local/etc/appjail/appjail.conf";

/** Where AppJail keeps its things (appjail.conf(5)). */
export interface AppJailPlaces {
  readonly jails: string;
  readonly networks: string;
}

/** Reads where they are. */
export async function appJailPlaces(host: Host): Promise<AppJailPlaces> {
  const text = (await readable(host, CONF)) ?? "";
  const variables = evaluate([{ path: CONF, text }]);
  const value = (name: string) => variables.get(name)?.value;
  const data = value("DATADIR") ?? `${value("PREFIX") ?? "/usr/local"}/appjail`;
  return {
    jails: value("JAILDIR") ?? `${data}/jails`,
    networks: value("NETWORKDIR") ?? `${data}/networks`,
  };
}

/** The jails that have a template. Throws a JailConfError. */
export async function appJails(host: Host, { jails }: AppJailPlaces): Promise<JailSetup[]> {
  const setups: JailSetup[] = [];
  for (const name of await host.files.list(jails)) {
    if (!/^\w[\w.-]*$/.test(name)) continue;
    const file = `${jails}/${name}/conf/template.conf`;
    const text = await readable(host, file);
    if (text === undefined) continue;
    const own = templateBlock(text, file, { name, path: `${jails}/${name}/jail` });
    const [said] = jailsIn([own]);
    setups.push({
      name,
      conf: file,
      own,
      blocks: blocksByJail([own])(name),
      said: said!,
      text,
      syntax: templateSyntax,
      stoppedBy: `appjail stop ${name}`,
    });
  }
  return setups;
}

/** What `appjail network assign` gives an interface of a jail. */
export interface Assigned {
  /** As `vnet.interface` has it. */
  readonly interface: string;
  /** With its prefix length; undefined when AppJail has not chosen one yet. */
  readonly inet: string | undefined;
  /** The default router; undefined when it is none of this network's. */
  readonly router: string | undefined;
}

/** Reads what the commands of a jail have AppJail give it. */
export async function assignedTo(
  host: Host,
  { jails, networks }: AppJailPlaces,
  name: string,
  commands: readonly HookCommand[],
): Promise<Assigned[]> {
  const found: Assigned[] = [];
  for (const command of commands) {
    const words = literals(command);
    const end = optionOf(words, "-e");
    const network = optionOf(words, "-n");
    if (command.name !== "appjail" || words[1] !== "assign") continue;
    if (end === undefined || network === undefined || /\//.test(network)) continue;
    const path = `${networks}/${network}/network.conf`;
    const settings = evaluate([{ path, text: settingsText((await readable(host, path)) ?? "") }]);
    const reserved = await readable(host, `${jails}/${name}/conf/boot/network/reserved.${network}`);
    const given = optionOf(words, "-a");
    const address = given === undefined || given === "auto" ? reserved?.split("\n")[0] : given;
    const length = settings.get("CIDR")?.value;
    const isKnown = /^[\d.]+$/.test(address ?? "") && /^\d+$/.test(length ?? "");
    const router = settings.get("GATEWAY")?.value;
    found.push({
      interface: `eb_${end}`,
      inet: isKnown ? `${address}/${length}` : undefined,
      router: words.includes("-d") && /^[\d.]+$/.test(router ?? "") ? router : undefined,
    });
  }
  return found;
}

/** Of a file of NAME=VALUE lines, which is for no shell, those that a shell would read as they are. */
function settingsText(text: string): string {
  return text
    .split("\n")
    .filter((line) => /^[A-Z]+=[\w./-]*$/.test(line))
    .join("\n");
}

/** The text of a file; undefined when there is none, or it is no file. */
async function readable(host: Host, path: string): Promise<string | undefined> {
  try {
    return await host.files.read(path);
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}
