/** What there is to know of a link or a bridge that no reading has. */
import type { Host } from "../host/host.ts";
import { readRcFiles } from "./configuration.ts";
import type { Bridge, Link } from "./topology.ts";

/** What is kept of a link or a bridge elsewhere. */
export interface LinkRecords {
  /** A jail's parameters as jls(8) writes them; none for anything else. */
  readonly jail: readonly string[];
  /** The lines of rc.conf's files that name the bridge or the interface. */
  readonly rcLines: readonly string[];
}

/** Returns the records of a link, or of a bridge. */
export async function recordsOf(
  host: Host,
  { bridge, link }: { readonly bridge: Bridge; readonly link: Link | undefined },
): Promise<LinkRecords> {
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
