/** Has every jail with a network stack of its own an interface? */
import { isEifaceName } from "../../../config/names.ts";
import { giveCommands } from "../../plan/losses.ts";
import type { DoctorCheck } from "../check.ts";

export const bare: DoctorCheck = {
  name: "bare",
  topic: "jails",
  summary: "every vnet jail has an interface",
  async examine(sight) {
    const wanted = await sight.wanted();
    const { bridges, graph } = await sight.topology();
    const { read, unreadable } = await sight.insides();
    const names = new Set(graph.map(({ name }) => name));
    const without = read.filter(({ found }) =>
      found.every(({ flags }) => flags.includes("LOOPBACK")),
    );
    return [
      ...without.map(({ jail }) => {
        const name =
          isEifaceName(jail.name) && !names.has(jail.name) ? jail.name : `jail${jail.jid}`;
        const listed = wanted.bridges.find(({ list }) => list.includes(name))?.name;
        const bridge = listed ?? bridges.find((one) => one.name !== "")?.name;
        return {
          severity: "warning" as const,
          about: jail.name,
          found: "has a network stack of its own and no interface",
          why: "it reaches nobody; most often its interface went with a restart of ngbuddy, or jail.conf has no vnet.interface",
          type: bridge === undefined ? [] : [giveCommands(name, bridge, jail, undefined)],
        };
      }),
      ...unreadable.map(({ jail, reason }) => ({
        severity: "warning" as const,
        about: jail,
        found: "could not be looked into",
        why: reason,
        type: [],
      })),
    ];
  },
};
