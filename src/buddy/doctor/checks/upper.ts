/** Does the host still reach its NICs that are on bridges? */

import type { DoctorCheck } from "../check.ts";
import { commandLine, nodePath } from "../remedies.ts";

export const upper: DoctorCheck = {
  name: "upper",
  topic: "nics",
  summary: "the host has its own NICs' addresses in use behind a bridge",
  async examine(sight) {
    const wanted = await sight.wanted();
    const { graph } = await sight.topology();
    return (await sight.bridgedNics()).flatMap(({ node, interface: nic, bridge }) => {
      const hooks = graph.find(({ id }) => id === node.id)?.hooks ?? [];
      const addresses = [...nic.inet, ...nic.inet6.filter((one) => !one.startsWith("fe80:"))];
      if (addresses.length === 0 || hooks.some(({ name }) => name === "upper")) return [];
      const ours = wanted.bridges.find(({ name }) => name === bridge.name);
      // Somebody has asked for this.
      if (ours?.upper === false) return [];
      const free = 1 + bridge.links.reduce((max, { hook }) => Math.max(max, numberOf(hook)), 0);
      return [
        {
          severity: "error" as const,
          about: nic.name,
          found: `is on bridge ${bridge.name} by its lower hook alone, and the host has ${addresses[0]} on it`,
          why: "the host itself hears nothing by this NIC: all that comes in goes to the bridge",
          type:
            ours === undefined
              ? commandLine(
                  "ngctl",
                  "connect",
                  nodePath(node),
                  nodePath(bridge),
                  "upper",
                  `link${free}`,
                )
              : ["ngbuddy start"],
        },
      ];
    });
  },
};

function numberOf(hook: string): number {
  return Number(/\d+$/.exec(hook)?.[0] ?? 0);
}
