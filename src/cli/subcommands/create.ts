/** `ngbuddy create`. */

import { withNetworks } from "../../buddy/networks.ts";
import { soleName } from "../../buddy/plan/choice.ts";
import { planCreate } from "../../buddy/plan/guests.ts";
import type { Wanted } from "../../buddy/plan/wanted.ts";
import { needsOfGuests } from "../../buddy/request.ts";
import { makeChangingSubcommand } from "../change.ts";
import { GUESTS_DETAILS, GUESTS_OPTIONS, guestsOf } from "../guests.ts";

export const subcommand = makeChangingSubcommand({
  name: "create",
  summary:
    "make interfaces on a bridge (left out: the only one of rc.conf) for good: start makes them again",
  details: GUESTS_DETAILS,
  arguments: [
    { name: "INTERFACE", many: true },
    { name: "BRIDGE", of: "bridges", optional: true },
  ],
  options: GUESTS_OPTIONS,
  onPage: "make an interface",
  inService: true,
  request(args, options) {
    const asked = guestsOf(args.interface, options);
    const bridgeOf = (wanted: Wanted) => asked.among(wanted).bridge;
    const named = (wanted: Wanted) => {
      const bridge = bridgeOf(wanted);
      return bridge === undefined ? soleName(wanted.bridges) : [bridge];
    };
    return withNetworks(
      {
        makes: named,
        needs: (wanted, shown) =>
          needsOfGuests(wanted, shown, asked.among(wanted).names, bridgeOf(wanted)),
        plan: (wanted, seen) => planCreate(wanted, seen, asked),
      },
      "kept",
      (wanted) =>
        wanted.bridges
          .filter(({ name }) => named(wanted).includes(name))
          .map((bridge) => ({
            ...bridge,
            list: [...bridge.list, ...asked.among(wanted).names],
          })),
    );
  },
});
