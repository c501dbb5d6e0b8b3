/** Is every eiface on a bridge? */
import type { DoctorCheck, Found } from "../check.ts";
import { commandLine } from "../remedies.ts";

export const orphans: DoctorCheck = {
  name: "orphans",
  topic: "bridges",
  summary: "every eiface leads somewhere",
  async examine(sight) {
    const wanted = await sight.wanted();
    const { orphans: all, bridges } = await sight.topology();
    return all.flatMap(({ id, name, type, joined, guest }): Found[] => {
      if (type !== "eiface" || joined !== undefined) return [];
      const jail = guest?.kind === "jail" ? guest.jail : undefined;
      const listed = wanted.bridges.find(({ list, host }) => host === name || list.includes(name));
      const [only, ...others] = bridges;
      const bridge = listed?.name ?? (others.length === 0 ? only?.name : undefined);
      return [
        {
          severity: jail === undefined ? "warning" : "error",
          about: name === "" ? `eiface [${id.toString(16)}]` : name,
          found:
            jail === undefined
              ? "is on no bridge"
              : `is the interface of jail ${jail} and on no bridge`,
          why:
            jail === undefined
              ? "what is sent by it goes nowhere; it was left over, or its bridge has gone"
              : "the jail reaches nobody by it",
          type:
            name === ""
              ? commandLine("ngctl", "shutdown", `[${id.toString(16)}]:`)
              : jail === undefined && listed === undefined
                ? commandLine("ngbuddy", "unjail", name)
                : bridge
                  ? commandLine("ngbuddy", "jail", name, bridge)
                  : [],
        },
      ];
    });
  },
};
