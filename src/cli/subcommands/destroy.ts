/** `ngbuddy destroy`. */
import { planDestroy } from "../../buddy/plan/guests.ts";
import { ownInterface } from "../../buddy/plan/wanted.ts";
import { makeChangingSubcommand } from "../change.ts";

export const subcommand = makeChangingSubcommand({
  name: "destroy",
  summary: "remove an interface, from the graph and from rc.conf's lists",
  arguments: [{ name: "INTERFACE", of: "eifaces" }],
  onPage: "remove an interface",
  inService: true,
  request: (args) => ({
    needs: (wanted) => ({
      nodes: [args.interface],
      hooks: [args.interface],
      removes: [args.interface, ...ownInterface(wanted, args.interface)],
    }),
    plan: (wanted, seen) => planDestroy(wanted, seen, args.interface),
  }),
});
