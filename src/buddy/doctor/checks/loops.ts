/** Has a bridge found loops? */
import { nameOf } from "../../guestname.ts";
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
        return [
          {
            severity: "error" as const,
            about: bridge.name,
            found: `has found ${times(stats.loopDetects)} that an address came by ${hook} (${nameOf(guest, link.peerName)}) and by another link within a second, and has dropped ${stats.loopDrops} of its frames`,
            why: "there are two ways between two links of the bridge, such as two NICs on one network, or two interfaces have one address; the bridge mutes the link for a minute each time. Take the second way away, or give one of the two another address; what is typed has the bridge begin anew, to see whether it comes again",
            type: commandLine("ngctl", "msg", nodePath(bridge), "reset"),
          },
        ];
      }),
    );
  },
};

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}
