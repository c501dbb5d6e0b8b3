/** `ngbuddy adopt`. */
import { findJails } from "../../buddy/adopt/find.ts";
import { adoptWish, planAdopt } from "../../buddy/adopt/plan.ts";
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
      serialises: true,
      needs: () => ({ nodes: "all" }),
      find: (host, _, wanted) => findJails(host, adoptWish(wanted, args.jail, options).names),
      plan: (wanted, seen, found) =>
        planAdopt(wanted, seen, found, adoptWish(wanted, args.jail, options)),
    }),
});
