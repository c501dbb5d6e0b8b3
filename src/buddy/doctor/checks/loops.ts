/** Has a bridge found loops? */
import { nameOf } from "../../guestname.ts";
import type { Bridge } from "../../topology.ts";
import { mastersOf } from "../carp.ts";
import type { DoctorCheck } from "../check.ts";
import { commandLine, nodePath } from "../remedies.ts";

export const loops: DoctorCheck = {
  name: "loops",
  topic: "bridges",
  summary: "no bridge has muted a link because of a loop",
  async examine(sight) {
    const { bridges } = await sight.topology();
    // Two masters of one address look the same: that is told with its cause.
    const explained = (await sight.carp())
      .filter((group) => mastersOf(group).length > 1)
      .map(({ bridge }) => bridge?.id);
    return bridges.flatMap((bridge) =>
      bridge.links.flatMap((link) => {
        const { stats, hook, guest } = link;
        if (stats === undefined || stats.loopDetects + stats.loopDrops === 0) return [];
        if (explained.includes(bridge.id)) return [];
        const way = secondWay(bridge, bridges);
        return [
          {
            severity: "error" as const,
            about: bridge.name,
            found: `has found ${times(stats.loopDetects)} that an address came by ${hook} (${nameOf(guest, link.peerName)}) and by another link within a second, and has dropped ${stats.loopDrops} of its frames`,
            why: `${way?.said ?? "there are two ways between two links of the bridge, such as two NICs on one network, or two interfaces have one address"}; the bridge mutes the link for a minute each time. ${way === undefined ? "Take the second way away, or give one of the two another address; what is typed has the bridge begin anew, to see whether it comes again" : "What is typed takes the second way away"}`,
            type: way?.type ?? commandLine("ngctl", "msg", nodePath(bridge), "reset"),
          },
        ];
      }),
    );
  },
};

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}

/** A node that two links of a bridge lead to, and that hands frames from one to the other. Of two bridges one tells what to type. */
function secondWay(
  bridge: Bridge,
  bridges: readonly Bridge[],
): { readonly said: string; readonly type: readonly string[] } | undefined {
  for (const { peerId, peerName, peerType } of bridge.links) {
    if (peerType !== "bridge" && peerType !== "hub") continue;
    const both = bridge.links.filter((link) => link.peerId === peerId);
    const [newest, other] = both;
    if (newest === undefined || other === undefined) continue;
    const said = `${other.hook} and ${newest.hook} both lead to ${peerName || `[${peerId.toString(16)}]`} (${peerType})`;
    const peer = bridges.find(({ id }) => id === peerId);
    if (peer !== undefined && peer.id < bridge.id) return { said, type: [] };
    const anew = [bridge, ...(peer === undefined ? [] : [peer])];
    return {
      said,
      type: [
        ...commandLine("ngctl", "rmhook", nodePath(bridge), newest.hook),
        ...anew.flatMap((one) => commandLine("ngctl", "msg", nodePath(one), "reset")),
      ],
    };
  }
  return undefined;
}
