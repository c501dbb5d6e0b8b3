/** Does an if_bridge(4) see a MAC address move between its members? */

import { mastersOf } from "../carp.ts";
import type { DoctorCheck } from "../check.ts";
import { isVirtualRouter } from "../virtualrouter.ts";

/** What if_bridge says of one that moves (seen on 15). */
const MOVED = /^(\S+): mac address ([0-9a-f:]{17}) vlan (\d+) moved from (\S+) to (\S+)$/gm;
/** Whoever moves once was moved: a guest, or a cable. */
const MIN_MOVES = 3;

export const macmoves: DoctorCheck = {
  name: "macmoves",
  topic: "addresses",
  summary: "no MAC address moves to and fro between the members of an if_bridge",
  async examine(sight) {
    const { ifBridges = [] } = await sight.topology();
    if (ifBridges.length === 0) return [];
    const { stdout } = await sight.host.run(["dmesg"]);
    const moves = new Map<
      string,
      { bridge: string; ether: string; by: Set<string>; count: number }
    >();
    for (const [, bridge = "", ether = "", , from = "", to = ""] of stdout.matchAll(MOVED)) {
      const key = `${bridge} ${ether}`;
      const known = moves.get(key) ?? { bridge, ether, by: new Set<string>(), count: 0 };
      known.by.add(from).add(to);
      known.count++;
      moves.set(key, known);
    }
    const carp = await sight.carp();
    return [...moves.values()]
      .filter(
        ({ bridge, count }) => count >= MIN_MOVES && ifBridges.some(({ name }) => name === bridge),
      )
      .filter(
        ({ ether }) => !isVirtualRouter(ether) || !carp.some((one) => mastersOf(one).length > 1),
      )
      .map(({ bridge, ether, by, count }) => ({
        severity: isVirtualRouter(ether) ? ("warning" as const) : ("error" as const),
        about: bridge,
        found: `has seen ${ether} move ${count} times, between ${[...by].join(" and ")}`,
        why: isVirtualRouter(ether)
          ? "that is an address which is shared by carp: it moves with each change of the master. Many such changes mean that the masters hear each other badly; what is typed begins the messages anew, to see whether it goes on"
          : "two on the network have one MAC address, or there are two ways between these members: frames go to the wrong one. What is typed begins the messages anew, to see whether it goes on",
        type: ["dmesg -c > /dev/null"],
      }));
  },
};
