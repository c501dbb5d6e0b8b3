/** Are the interfaces of jails that are gone away, too? */

import type { DoctorCheck, Found } from "../check.ts";
import { dyingJails } from "../dying.ts";
import { byUnjail } from "../remedies.ts";
import { nodeOf } from "../sight.ts";

export const lostjails: DoctorCheck = {
  name: "lostjails",
  topic: "jails",
  summary: "no interface is left of a jail that is gone",
  async examine(sight) {
    const wanted = await sight.wanted();
    const { bridges } = await sight.topology();
    const own = new Set(
      wanted.bridges.flatMap((one) => [one.interface, one.host ?? "", ...one.list]),
    );
    const running = new Set((await sight.jails()).map(({ name }) => name));
    const found: Found[] = [];
    for (const bridge of bridges)
      for (const link of bridge.links) {
        const node = nodeOf(link);
        const { guest } = link;
        if (node.type !== "eiface" || own.has(node.name) || node.name === "") continue;
        if (guest.kind === "host" && isUnused(guest.interface) && !running.has(node.name))
          found.push({
            severity: "warning",
            about: node.name,
            found: `is on bridge ${bridge.name} and on the host, down and without an address, and no jail ${node.name} runs`,
            why: `it was left by a jail that is gone, most often one without this in jail.conf: exec.prestop = "service ngbuddy unjail ${node.name} ${node.name}"; the next start of the jail takes it as it is`,
            ...byUnjail(node.name),
          });
        else if (guest.kind === "other" && guest.why === undefined)
          found.push(await away(node.name, bridge.name));
      }
    return found;

    async function away(name: string, bridge: string): Promise<Found> {
      const dying = await dyingJails(sight.host);
      const keeper = dying.find((jail) => jail.name === name) ?? dying[0];
      return {
        severity: "warning",
        about: name,
        found:
          keeper === undefined
            ? `is on bridge ${bridge}, and its interface is neither on the host nor in a jail that runs`
            : `is on bridge ${bridge}, and its interface is in a jail that is dying (jls -d shows ${keeper.name || "it"}, JID ${keeper.jid})`,
        why:
          keeper === undefined
            ? "a jail within a jail may have it, or one that has just ended"
            : "something of the jail still lives, most often a TCP connection that is being closed: that takes a minute or two, and the jail's next start must wait for the name",
        ...byUnjail(name),
      };
    }
  },
};

function isUnused({
  up,
  inet,
  inet6,
}: {
  readonly up?: boolean;
  readonly inet: readonly string[];
  readonly inet6: readonly string[];
}): boolean {
  return up !== true && inet.length + inet6.length === 0;
}
