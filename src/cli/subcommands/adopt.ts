/** `ngbuddy adopt`. */
import type { Seen } from "../../buddy/plan/wanted.ts";
import { makeRequest } from "../../buddy/request.ts";
import { makeChangingSubcommand } from "../change.ts";

export const subcommand = makeChangingSubcommand({
  name: "adopt",
  summary: "move jails onto netgraph, however they get their network now",
  details: `Finds how each jail gets its network: by epairs of jib, of Bastille, of AppJail or of ifconfig in its own hooks, by jng, or
by addresses of the host's stack. Shows what it changes as a diff: jail.conf or what it includes, Bastille's jail.conf,
the jail's own rc.conf, and ngbuddy_mac_IF in rc.conf, so that the jail keeps its Ethernet address, and its lease with
it. The interface keeps its name inside the jail. The last name may be a bridge's; without one it is the bridge on
the NIC that the jail is on now. A jail that runs is not touched without --restart, which stops it, moves it, starts
it and sees whether it reaches its gateway, else everything goes back. ngbuddy release undoes it.`,
  arguments: [{ name: "JAIL", of: "jails", optional: true, many: true }],
  options: {
    all: { type: "boolean", summary: "all jails that are described on this host" },
    bridge: {
      type: "string",
      short: "b",
      value: "BRIDGE",
      of: "bridges",
      summary: "the bridge, where the last name is no bridge's",
    },
    restart: { type: "boolean", summary: "stop and start jails that run" },
    "new-mac": { type: "boolean", summary: "let the interfaces have new Ethernet addresses" },
  },
  example: "ngbuddy adopt web1 public",
  request: (args, options) =>
    makeRequest({
      serialises: "jails",
      needs: () => ({ nodes: "all" }),
      // Loaded when it is asked for: every service call reads the records of all subcommands.
      async find(host, _, wanted) {
        const { adoptWish, planAdopt } = await import("../../buddy/adopt/plan.ts");
        const { findJails } = await import("../../buddy/adopt/find.ts");
        const wish = adoptWish(wanted, args.jail, options);
        const found = await findJails(host, wish.names);
        return (seen: Seen) => planAdopt(wanted, seen, found, wish);
      },
      plan: (_, seen, planned) => planned(seen),
    }),
});
