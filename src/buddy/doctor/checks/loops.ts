/** Has a bridge found loops? */
import { nameOf } from "../../guestname.ts";
import type { DoctorCheck } from "../check.ts";
import { nodePath } from "../remedies.ts";
import { isVirtualRouter } from "../virtualrouter.ts";

export const loops: DoctorCheck = {
  name: "loops",
  topic: "bridges",
  summary: "no bridge has muted a link because of a loop",
  async examine(sight) {
    const { bridges } = await sight.topology();
    return bridges.flatMap((bridge) =>
      bridge.links.flatMap((link) => {
        const { stats, hook, guest } = link;
        if (stats === undefined || stats.loopDetects + stats.loopDrops === 0) return [];
        // The same sign, and another cause: see the checks of carp.
        if (bridge.hosts?.some(({ addr }) => isVirtualRouter(addr))) return [];
        return [
          {
            severity: "error" as const,
            about: bridge.name,
            found: `has found ${times(stats.loopDetects)} that an address came by ${hook} (${nameOf(guest, link.peerName)}) and by another link within a second, and has dropped ${stats.loopDrops} of its frames`,
            why: "there are two ways between two links of the bridge, such as two NICs on one network, or two interfaces have one address; the bridge mutes the link for a minute each time. Take the second way away, or give one of the two another address; what is typed has the bridge begin anew, to see whether it comes again",
            type: [`ngctl msg ${nodePath(bridge)} reset`],
          },
        ];
      }),
    );
  },
};

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}
