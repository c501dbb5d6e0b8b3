/** net.link.bridge: there when if_bridge(4) is loaded, in sysctl(8)'s order (recording 71). */
import type { Vnet } from "../../net/vnet.ts";
import type { Asker, Oid } from "./oid.ts";

const exists = ({ lab }: Asker) => lab.kernel.isLoaded("if_bridge");

/** One that does nothing in a lab unless it is left as it is. */
function idle(name: string, value: number, description: string, hasNoEffect: string): Oid {
  const values = new WeakMap<Vnet, number>();
  return {
    name: `net.link.bridge.${name}`,
    type: "integer",
    description,
    ofVnet: true,
    exists,
    hasNoEffect,
    preset: value,
    get: ({ vnet }) => String(values.get(vnet) ?? value),
    set({ vnet }, text) {
      values.set(vnet, Number(text) | 0);
      return 0;
    },
  };
}

const UNFILTERED = "a bridge's frames are not filtered";

export const bridgeOids: readonly Oid[] = [
  idle("ipfw", 0, "Layer2 filter with IPFW", UNFILTERED),
  idle(
    "member_ifaddrs",
    1,
    "Allow layer 3 addresses on bridge members",
    "addresses on members are always allowed",
  ),
  {
    name: "net.link.bridge.log_mac_flap",
    type: "integer",
    description: "Log MAC address port flapping",
    ofVnet: true,
    exists,
    get: ({ vnet }) => (vnet.stack.logsMoves ? "1" : "0"),
    set({ vnet }, value) {
      vnet.stack.logsMoves = Number(value) !== 0;
      return 0;
    },
  },
  idle(
    "allow_llz_overlap",
    0,
    "Allow overlap of link-local scope zones of a bridge interface and the member interfaces",
    "scopes are not checked",
  ),
  idle(
    "inherit_mac",
    0,
    "Inherit MAC address from the first bridge member",
    "a bridge keeps its own address",
  ),
  idle("log_stp", 0, "Log STP state changes", "spanning tree does not run"),
  idle(
    "pfil_local_phys",
    0,
    "Packet filter on the physical interface for locally destined packets",
    UNFILTERED,
  ),
  idle("pfil_member", 0, "Packet filter on the member interface", UNFILTERED),
  idle("ipfw_arp", 0, "Filter ARP packets through IPFW layer2", UNFILTERED),
  idle("pfil_bridge", 0, "Packet filter on the bridge interface", UNFILTERED),
  idle("pfil_onlyip", 1, "Only pass IP packets when pfil is enabled", UNFILTERED),
];
