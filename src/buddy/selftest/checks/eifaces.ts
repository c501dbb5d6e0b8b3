/** Do the nodes of eifaces tell the same of their interfaces as ifconfig(8), on the host and in jails? */
import { interfaces } from "../../../host/commands.ts";
import type { Host } from "../../../host/host.ts";
import type { HostInterface } from "../../../host/ifconfig.ts";
import { readJails } from "../../../host/jailreading.ts";
import { counted } from "../../counted.ts";
import { pathOf, pipelined } from "../../observe/nodes.ts";
import { isSame, type Told, toldBy } from "../../observe/told.ts";
import { withNetgraph } from "../../withnetgraph.ts";
import { type SelfTestCheck, Skipped } from "../check.ts";

export const eifaces: SelfTestCheck = {
  name: "eifaces",
  /** Throws an Error with the first difference. */
  async find(host) {
    const told = await withNetgraph(host, async (netgraph) => {
      const nodes = (await netgraph.nodes()).filter(({ type }) => type === "eiface");
      const all = await pipelined(nodes, (node) => toldBy(netgraph, node));
      return nodes.flatMap((node, at) =>
        all[at] === undefined ? [] : [{ name: node.name || pathOf(node), told: all[at] }],
      );
    });
    if (told.some(({ told: { ether } }) => ether === undefined))
      throw new Skipped("ngctl(8) has no words to ask them with");
    const { found, jails } = await everywhere(host);
    for (const { name, told: one } of told) {
      const same = found.find((other) => isSame(one, other));
      if (same !== undefined) compare(name, one, same);
      // With jails it may be in one that ends, where nobody can look.
      else if (jails === 0 && found.some((other) => other.name === one.name))
        throw new Error(
          `the node ${name} tells of an interface ${one.name} with the address ${one.ether}, and ifconfig of one with another; please report it`,
        );
    }
    return `${counted(told.length, "node")} asked, of interfaces on the host and in ${counted(jails, "jail")}`;
  },
};

async function everywhere(
  host: Host,
): Promise<{ readonly found: readonly HostInterface[]; readonly jails: number }> {
  const { read, unreadable } = await readJails(host, (jid) => interfaces(host, jid));
  return {
    found: [...(await interfaces(host)), ...read.flatMap(({ found }) => found)],
    jails: read.length + unreadable.length,
  };
}

function compare(name: string, told: Told, found: HostInterface): void {
  const plain = (addresses: readonly string[]) =>
    addresses
      .map((address) => address.replace(/\/\d+$/, ""))
      .sort()
      .join(" ") || "none";
  for (const family of ["inet", "inet6"] as const) {
    const [one, other] = [plain(told[family]), plain(found[family])];
    if (one !== other)
      throw new Error(
        `the node ${name} tells of ${told.name} the ${family} addresses ${one}, ifconfig ${other}; please report it`,
      );
  }
}
