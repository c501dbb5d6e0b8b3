/** `ngbuddy fleet …`: many hosts from one place. */
import { dispatch } from "../dispatch.ts";
import { fleetSubcommands } from "../fleet/index.ts";
import { makeSubcommand } from "../makesubcommand.ts";

export const subcommand = makeSubcommand({
  name: "fleet",
  summary: "see many hosts from one place, by a NATS server that their agents are connected to",
  details: "The keys of a fleet are in $NGBUDDY_FLEET, else in ~/.config/ngbuddy/fleet.json.",
  arguments: [{ name: "SUBCOMMAND", optional: true, rest: true }],
  options: {},
  group: fleetSubcommands,
  run: (args, _, context) => dispatch(args.subcommand, fleetSubcommands, context, "fleet"),
});
