/** `ngbuddy network`. */
import { networkRequest } from "../../buddy/network/request.ts";
import { makeChangingSubcommand } from "../change.ts";

export const subcommand = makeChangingSubcommand({
  name: "network",
  summary: "give a bridge an address of the host's, NAT and DHCP, now and in rc.conf",
  details: `NETWORK is 10.60.0.0/24, of which the host gets the first address, or the host's own address, 10.60.0.1/24. A bridge
that is not there is made, on an eiface of the host's own. What no option speaks of stays as rc.conf has it.
NAT takes pf(4) or ipfw(8), and DHCP dnsmasq of the ports: what these lack is said, and nothing is done then.`,
  arguments: [{ name: "BRIDGE", of: "bridges" }, { name: "NETWORK" }],
  options: {
    nat: {
      type: "string",
      value: "INTERFACE",
      mayBeEmpty: true,
      of: "interfaces",
      summary:
        "translate what guests send to INTERFACE, or that of the default route;\nNO for no longer",
    },
    dhcp: {
      type: "string",
      value: "FIRST-LAST",
      mayBeEmpty: true,
      summary: "give guests these addresses, or the usual ones; NO for no longer",
    },
  },
  example: "ngbuddy network private 10.60.0.0/24 --nat --dhcp",
  confirmable: true,
  request: ({ bridge, network }, { nat, dhcp }) => networkRequest({ bridge, network, nat, dhcp }),
});
