/** `ngbuddy unjail`. */
import { planUnjail } from "../../buddy/plan/guests.ts";
import { makeRequest } from "../../buddy/request.ts";
import { whereIs } from "../../buddy/whereabouts.ts";
import { makeChangingSubcommand } from "../change.ts";

export const subcommand = makeChangingSubcommand({
  name: "unjail",
  summary: "take an interface back from a jail (the one of its name) and remove it",
  arguments: [
    { name: "INTERFACE", of: "eifaces" },
    { name: "JAIL", of: "jails", optional: true },
  ],
  inService: true,
  request: (args) =>
    makeRequest({
      needsNoConfiguration: true,
      needs: () => ({ nodes: [args.interface], hooks: [args.interface] }),
      find: (host, netgraph, _, seen) =>
        whereIs(host, netgraph, seen, args.interface, args.jail ?? args.interface),
      plan: (wanted, seen, where) => planUnjail(wanted, seen, args.interface, where),
    }),
});
