/** `ngbuddy bridge`. */
import { makeChangingSubcommand } from "../change.ts";

export const subcommand = makeChangingSubcommand({
  name: "bridge",
  summary: "make a bridge on an interface, in the graph and in rc.conf",
  details: `A NIC (or VLAN, lagg …) of that name makes a public bridge. When there is none, an eiface of that name is made for
the host, and the bridge is private.`,
  arguments: [{ name: "BRIDGE" }, { name: "INTERFACE", of: "interfaces" }],
  example: "ngbuddy bridge lan em0",
  confirmable: true,
  onPage: true,
  inService: true,
  request: (args) => ({ word: "bridge", name: args.bridge, interface: args.interface }),
});
