/** `ngbuddy lab attach`: a TAP device of this machine on one of the lab's wires. */
import { printable } from "../../buddy/printable.ts";
import { attachTap } from "../../lab/daemon/client.ts";
import { exitStatus, Failure } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import { labOf } from "./context.ts";
import { checkTap, NETNS_OPTION, wantedNamespace } from "./netns.ts";
import { ensureLab } from "./started.ts";

const EXAMPLE = "ngbuddy lab attach vtnet0 --tap tap0";

export const subcommand = makeSubcommand({
  name: "lab attach",
  summary: "plug a TAP device of this machine into one of the lab's wires (Linux)",
  details: `Programs of this machine (ping, iperf3, dnsmasq, tcpdump) talk over it to all that is on the wire of the interface: to
the LAN behind a NIC, too. A device that is not there is made, which takes root, and goes when it is detached or the lab
stops; one that is there (ip tuntap add dev tap0 mode tap user NAME) stays. Addresses are set with ip(8), as ever. As long
as one is attached, who waits in the lab waits as long as it says.`,
  arguments: [{ name: "INTERFACE", of: "interfaces" }],
  options: {
    tap: { type: "string", value: "TAP", summary: "the device's name" },
    netns: NETNS_OPTION,
    jail: { type: "string", value: "JAIL", of: "jails", summary: "the interface is in this jail" },
  },
  example: EXAMPLE,
  async run({ interface: name }, { tap, netns, jail }, context) {
    const { directory, self } = labOf(context);
    if (tap === undefined)
      throw new Failure(exitStatus.usage, `lab attach: which device? for example: ${EXAMPLE}`);
    checkTap("lab attach", tap);
    // The lab's process may be in another one than this.
    const namespace = wantedNamespace("lab attach", netns ?? String(process.pid));
    await ensureLab(directory, self, context);
    await attachTap(directory, { tap, namespace, interface: name, jail });
    const isNamed = netns !== undefined && /^\w[\w.-]*$/.test(netns) && !/^\d+$/.test(netns);
    const up = `ip ${isNamed ? `-n ${netns} ` : ""}link set ${tap} up`;
    context.out(`${tap} is on the wire of ${printable(name)}; it has to be up: ${up}
`);
    return exitStatus.ok;
  },
});
