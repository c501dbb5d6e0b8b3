/** `ngbuddy adopt`. */

import type { Plan } from "../../buddy/plan/step.ts";
import type { Seen, Wanted } from "../../buddy/plan/wanted.ts";
import { refuse } from "../../buddy/refusal.ts";
import { makeRequest } from "../../buddy/request.ts";
import type { Host } from "../../host/host.ts";
import type { Netgraph } from "../../netgraph/client.ts";
import { makeChangingSubcommand } from "../change.ts";

export const subcommand = makeChangingSubcommand({
  name: "adopt",
  summary: "move jails onto netgraph, however they get their network now",
  details: `Finds how each jail gets its network: by epairs of jib, of Bastille, of AppJail or of ifconfig in its own hooks, by jng, or
by addresses of the host's stack. Shows what it changes as a diff: jail.conf or what it includes, Bastille's jail.conf, AppJail's template,
the jail's own rc.conf, and ngbuddy_mac_IF in rc.conf, so that the jail keeps its Ethernet address, and its lease with
it. The interface keeps its name inside the jail. The last name may be a bridge's; without one it is the bridge on
the NIC that the jail is on now. A jail that runs is not touched without --restart, which stops it, moves it, starts
it and sees whether it reaches its gateway, else everything goes back. ngbuddy release undoes it.

--host takes an if_bridge(4) of the host instead (left out: the only one), and the name of the bridge that is to have its
place (left out: public, or private for one without a NIC). Its NICs, the jails and machines on it, its addresses with the
routes by them, its Ethernet address, and the lines of rc.conf that make it move at once. The host has them on an eiface that is
called as the if_bridge was. With --confirm all of it goes back unless ngbuddy confirm follows.`,
  confirmable: true,
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
    host: {
      type: "boolean",
      summary:
        "an if_bridge(4) of the host, with all that is on it: adopt --host [IFBRIDGE] [BRIDGE]",
    },
    "new-mac": { type: "boolean", summary: "let the interfaces have new Ethernet addresses" },
  },
  example: "ngbuddy adopt web1 public",
  request: (args, options) =>
    makeRequest({
      serialises: "jails",
      needs: ({ bridges }) =>
        options.host
          ? {
              nodes: "all",
              everyBridge: "always",
              interfaces: true,
              types: true,
              eifaces: bridges.flatMap(({ list }) => list),
            }
          : { nodes: "all" },
      // Loaded when it is asked for: every service call reads the records of all subcommands.
      async find(host, netgraph, wanted, observed) {
        if (options.host)
          return await findHost(host, netgraph, wanted, observed, args.jail, options);
        const { adoptWish, planAdopt } = await import("../../buddy/adopt/plan.ts");
        const { findJails } = await import("../../buddy/adopt/find.ts");
        const wish = adoptWish(wanted, args.jail, options);
        const found = await findJails(host, wish.names);
        const { withLeftBridges } = await import("../../buddy/adopt/leftbridge.ts");
        return (seen: Seen) => withLeftBridges(planAdopt(wanted, seen, found, wish), wanted, found);
      },
      plan: (_, seen, planned) => planned(seen),
    }),
});

async function findHost(
  host: Host,
  netgraph: Netgraph,
  wanted: Wanted,
  seen: Seen,
  names: readonly string[],
  options: {
    readonly all?: boolean;
    readonly bridge?: string;
    readonly restart?: boolean;
    readonly "new-mac"?: boolean;
  },
): Promise<() => Plan> {
  if (options.all)
    refuse(
      "usage",
      "--host and --all: the jails on the if_bridge(4) are adopted with it; give one of them",
    );
  const { findHostBridge } = await import("../../buddy/adopt/host/find.ts");
  const { planAdoptHost } = await import("../../buddy/adopt/host/plan.ts");
  const typed = { names, bridge: options.bridge };
  const found = await findHostBridge(host, netgraph, wanted, seen, typed);
  const wish = { restart: options.restart === true, newMac: options["new-mac"] === true };
  return () => planAdoptHost(wanted, found, wish);
}
