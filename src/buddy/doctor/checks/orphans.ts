/** Is every eiface on a bridge? */

import { addressOf } from "../../../config/innetwork.ts";
import type { Wanted } from "../../plan/wanted.ts";
import type { Orphan, Topology } from "../../topology.ts";
import type { DoctorCheck, Found } from "../check.ts";
import { isInNetwork } from "../ipv4.ts";
import { byJail, byUnjail, commandLine } from "../remedies.ts";

export const orphans: DoctorCheck = {
  name: "orphans",
  topic: "bridges",
  summary: "every eiface leads somewhere",
  async examine(sight) {
    const wanted = await sight.wanted();
    const topology = await sight.topology();
    return topology.orphans.flatMap((orphan): Found[] => {
      const { id, name, type, joined, guest } = orphan;
      if (type !== "eiface" || joined !== undefined) return [];
      const jail = guest?.kind === "jail" ? guest.jail : undefined;
      const listed = wanted.bridges.find(({ list, host }) => host === name || list.includes(name));
      const path = `[${id.toString(16)}]:`;
      const about = name === "" ? `eiface ${path}` : name;
      if (jail === undefined && listed === undefined)
        return [
          {
            severity: "warning",
            about,
            found: "is on no bridge",
            why: "what is sent by it goes nowhere; it was left over, or its bridge has gone",
            ...(name === "" ? { type: commandLine("ngctl", "shutdown", path) } : byUnjail(name)),
          },
        ];
      const bridge = listed?.name ?? likeliest(wanted, topology, orphan);
      const isThere = topology.bridges.some((one) => one.name === bridge);
      return [
        {
          severity: jail === undefined ? "warning" : "error",
          about,
          found:
            jail === undefined
              ? "is on no bridge"
              : `is the interface of jail ${jail} and on no bridge`,
          why:
            bridge === undefined
              ? "nobody is reached by it, and which bridge it is for cannot be told: ngbuddy jail INTERFACE BRIDGE"
              : "nobody is reached by it",
          ...(bridge === undefined || name === ""
            ? { type: [] }
            : isThere
              ? byJail(name, bridge)
              : { type: ["ngbuddy start", ...byJail(name, bridge).type] }),
        },
      ];
    });
  },
};

/** The bridge that an eiface was on: the only one there is or is to be, or the one on whose network its addresses are. */
function likeliest(wanted: Wanted, { bridges }: Topology, { guest }: Orphan): string | undefined {
  const names = new Set([...wanted.bridges, ...bridges].flatMap(({ name }) => name || []));
  if (names.size === 1) return [...names][0];
  const own = guest?.kind === "jail" ? guest.interface.inet : [];
  const same = bridges.filter(({ links }) =>
    links.some(
      ({ guest: other }) =>
        "interface" in other &&
        other.interface.inet.some((network) =>
          own.some((address) => isInNetwork(addressOf(address), network)),
        ),
    ),
  );
  return same.length === 1 ? same[0]!.name || undefined : undefined;
}
