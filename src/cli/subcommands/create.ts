/** `ngbuddy create`. */

import { withNetworks } from "../../buddy/networks.ts";
import { soleName } from "../../buddy/plan/choice.ts";
import { planCreate } from "../../buddy/plan/guests.ts";
import type { Wanted } from "../../buddy/plan/wanted.ts";
import { needsOfOne } from "../../buddy/request.ts";
import { makeChangingSubcommand } from "../change.ts";

export const subcommand = makeChangingSubcommand({
  name: "create",
  summary:
    "make an interface on a bridge (left out: the only one of rc.conf) for good: start makes it again",
  arguments: [{ name: "INTERFACE" }, { name: "BRIDGE", of: "bridges", optional: true }],
  onPage: "make an interface",
  inService: true,
  request(args) {
    const named = ({ bridges }: Pick<Wanted, "bridges">) =>
      args.bridge === undefined ? soleName(bridges) : [args.bridge];
    return withNetworks(
      {
        makes: named,
        needs: (wanted, shown) => needsOfOne(wanted, shown, args.interface, args.bridge),
        plan: (wanted, seen) => planCreate(wanted, seen, args.interface, args.bridge),
      },
      "kept",
      (wanted) =>
        wanted.bridges
          .filter(({ name }) => named(wanted).includes(name))
          .map((bridge) => ({ ...bridge, list: [...bridge.list, args.interface] })),
    );
  },
});
