/** Why nobody answers for a gateway: it is silent, or what is between keeps frames of guests away. */
import type { Host } from "../../host/host.ts";
import type { Bridge, InterfaceInfo } from "../topology.ts";
import type { Found } from "./check.ts";
import type { Asked } from "./probe.ts";
import type { Sight } from "./sight.ts";

/** Returns what is wrong where a gateway did not answer; nothing where another check tells it. */
export async function whyUnanswered(
  sight: Sight,
  bridge: Bridge,
  gateway: string,
  { links }: Asked,
): Promise<Found | undefined> {
  const nics = (await sight.bridgedNics()).filter((one) => one.bridge.id === bridge.id);
  const [nic] = nics;
  // The NIC's own checks tell that.
  if (
    nics.some(
      ({ settings, interface: { up } }) =>
        !up || settings?.promisc === 0 || settings?.autosrc === 1,
    )
  )
    return undefined;
  const hosts = bridge.links.flatMap(({ guest }) => (guest.kind === "host" ? guest.interface : []));
  const isDown = (one: InterfaceInfo) =>
    one.up === false && one.inet.some((own) => own.startsWith(`${gateway}/`));
  if (hosts.some(isDown)) return undefined;
  if (nic === undefined)
    return {
      severity: "error",
      about: `bridge ${bridge.name}`,
      found: `has nobody with the gateway's address ${gateway}, and no NIC to outside`,
      why: "its guests reach nobody beyond it; the host is to have that address on an interface of the bridge: ngbuddy network",
      type: [],
    };
  const known = await hostKnows(sight.host, gateway);
  const out = links.get(nic.link.hook)?.fromBridge ?? 0;
  if (known !== undefined && out > 0)
    return {
      severity: "error",
      about: nic.interface.name,
      found: `has sent a question of a MAC address that is not its own to the gateway ${gateway}, and got no answer, while the gateway (${known}) answers the host itself`,
      why: "a hypervisor or a switch passes only the NIC's own address: where this host is a virtual machine, allow promiscuous mode and forged transmits (VMware), promiscuous mode (VirtualBox), or switch MAC spoofing on (Hyper-V) for its NIC; where that cannot be, put the guests behind NAT: ngbuddy network",
      type: [],
    };
  return {
    severity: "error",
    about: gateway,
    found: `is the gateway by bridge ${bridge.name}, and does not answer by ARP`,
    why: `the question went out by ${nic.interface.name} ${out > 0 ? "and nothing came back" : "not even once"}: the gateway is down, it is not on this network, or the address is wrong; no command on this host helps`,
    type: [],
  };
}

/** The MAC address that the host itself knows of an address; undefined when it does not. */
async function hostKnows(host: Host, address: string): Promise<string | undefined> {
  const { stdout } = await host.run(["arp", "-n", address]);
  return /\) at ([0-9a-f:]{17}) /.exec(stdout)?.[1];
}
