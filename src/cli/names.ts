/** The names that there are on a host, for whoever is to choose one of them. */
import { withNetgraph } from "../buddy/withnetgraph.ts";
import { interfaces, jails } from "../host/commands.ts";
import type { Host } from "../host/host.ts";
import type { NameKind } from "./subcommand.ts";

const kinds: readonly NameKind[] = ["bridges", "eifaces", "interfaces", "jails"];

/** Is it something that a host has names of? */
export function isNameKind(kind: string): kind is NameKind {
  return kinds.some((one) => one === kind);
}

/** Returns the names that there are on a host. */
export async function namesOf(kind: NameKind, host: Host): Promise<readonly string[]> {
  if (kind === "interfaces") return (await interfaces(host)).map(({ name }) => name);
  if (kind === "jails") return (await jails(host)).map(({ name }) => name);
  const type = kind === "bridges" ? "bridge" : "eiface";
  const nodes = await withNetgraph(host, (netgraph) => netgraph.nodes());
  return nodes.filter((node) => node.type === type && node.name !== "").map(({ name }) => name);
}
