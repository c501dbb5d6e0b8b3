/** `ngbuddy unjail`. */
import { makeChangingSubcommand } from "../change.ts";

export const subcommand = makeChangingSubcommand({
  name: "unjail",
  summary: "take an interface back from a jail (the one of its name) and remove it",
  arguments: [
    { name: "INTERFACE", of: "eifaces" },
    { name: "JAIL", of: "jails", optional: true },
  ],
  inService: true,
  request: (args) => ({
    word: "unjail",
    name: args.interface,
    ...(args.jail !== undefined && { jail: args.jail }),
  }),
});
