/** What the page of `ngbuddy web` shows of a link or a bridge that no reading has. */
import { readRcFiles } from "../../buddy/configuration.ts";
import type { Host } from "../../host/host.ts";
import type { Found } from "../../web/model.ts";

/** The jail's parameters, and the lines of rc.conf that name the bridge or the interface. */
export async function more(host: Host, { bridge, link }: Found) {
  const names = [
    `ngbuddy_${bridge.name}_`,
    ...(link === undefined ? [] : [`ifconfig_${link.peerName}=`]),
  ];
  const rcLines: string[] = [];
  for (const { text } of await readRcFiles(host))
    for (const line of text.split("\n"))
      if (names.some((name) => line.includes(name))) rcLines.push(line);
  if (link?.guest.kind !== "jail") return { jail: [], rcLines };
  const { stdout } = await host.run([
    ...["jls", "-j", String(link.guest.jid), "-n"],
    ...JAIL_PARAMETERS,
  ]);
  return { jail: stdout.trim().match(/[^\s="]+="[^"]*"|\S+/g) ?? [], rcLines };
}

/** Those that say what a jail may do with its network, and who it is. */
const JAIL_PARAMETERS = [
  "jid",
  "name",
  "host.hostname",
  "path",
  "vnet",
  "persist",
  "parent",
  "children.max",
  "securelevel",
  "devfs_ruleset",
  "enforce_statfs",
  "allow.raw_sockets",
];
