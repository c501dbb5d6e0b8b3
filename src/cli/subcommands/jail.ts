/** `ngbuddy jail`. */
import { jailRequest } from "../../buddy/jailrequest.ts";
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
  request: (args, options) => jailRequest(guestsOf(args.interface, options)),
});
