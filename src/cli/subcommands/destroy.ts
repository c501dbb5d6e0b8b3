/** `ngbuddy destroy`. */

import { withNetworks } from "../../buddy/networks.ts";
import { planDestroy } from "../../buddy/plan/removeguests.ts";
import { ownInterface } from "../../buddy/plan/wanted.ts";
import { makeChangingSubcommand } from "../change.ts";

export const subcommand = makeChangingSubcommand({
  name: "destroy",
  summary: "remove interfaces, from the graph and from rc.conf's lists",
  arguments: [{ name: "INTERFACE", of: "eifaces", many: true }],
  options: {
    "if-exists": { type: "boolean", summary: "pass over those that there are not" },
  },
  onPage: "remove an interface",
  inService: true,
  request({ interface: names }, options) {
    const stays = (name: string) => !names.includes(name);
    return withNetworks(
      {
        needs: (wanted) => ({
          nodes: names,
          hooks: names,
          removes: [...names, ...names.flatMap((name) => ownInterface(wanted, name))],
        }),
        plan: (wanted, seen) => planDestroy(wanted, seen, names, options["if-exists"]),
      },
      "kept",
      ({ bridges }) =>
        bridges
          .filter(({ list }) => !list.every(stays))
          .map((bridge) => ({ ...bridge, list: bridge.list.filter(stays) })),
    );
  },
});
