/** `ngbuddy jail`. */
import { soleName } from "../../buddy/plan/choice.ts";
import { planJail } from "../../buddy/plan/guests.ts";
import { needsOfGuests } from "../../buddy/request.ts";
import { makeChangingSubcommand } from "../change.ts";
import { GUESTS_DETAILS, GUESTS_OPTIONS, guestsOf } from "../guests.ts";

export const subcommand = makeChangingSubcommand({
  name: "jail",
  summary:
    "make interfaces for jails on a bridge (left out: the only one of rc.conf), until they are taken away",
  details: GUESTS_DETAILS,
  arguments: [
    { name: "INTERFACE", many: true },
    { name: "BRIDGE", of: "bridges", optional: true },
  ],
  options: GUESTS_OPTIONS,
  inService: true,
  request(args, options) {
    const asked = guestsOf(args.interface, options);
    return {
      makes(wanted) {
        const { bridge } = asked.among(wanted);
        return bridge === undefined ? soleName(wanted.bridges) : [bridge];
      },
      needs(wanted, shown) {
        const { names, bridge } = asked.among(wanted);
        return needsOfGuests(wanted, shown, names, bridge);
      },
      plan: (wanted, seen) => planJail(wanted, seen, asked),
    };
  },
});
