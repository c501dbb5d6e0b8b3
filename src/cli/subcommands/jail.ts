/** `ngbuddy jail`. */
import { soleName } from "../../buddy/plan/choice.ts";
import { planJail } from "../../buddy/plan/guests.ts";
import { needsOfOne } from "../../buddy/request.ts";
import { makeChangingSubcommand } from "../change.ts";

export const subcommand = makeChangingSubcommand({
  name: "jail",
  summary:
    "make an interface for a jail on a bridge (left out: the only one of rc.conf), until it is taken away",
  arguments: [{ name: "INTERFACE" }, { name: "BRIDGE", of: "bridges", optional: true }],
  inService: true,
  request: (args) => ({
    makes: ({ bridges }) => (args.bridge === undefined ? soleName(bridges) : [args.bridge]),
    needs: (wanted, shown) => needsOfOne(wanted, shown, args.interface, args.bridge),
    plan: (wanted, seen) => planJail(wanted, seen, args.interface, args.bridge),
  }),
});
