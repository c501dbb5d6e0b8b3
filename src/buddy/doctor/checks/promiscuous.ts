/** Do NICs on bridges take frames that are for others? */
import type { DoctorCheck } from "../check.ts";
import { byMessage } from "../remedies.ts";

export const promiscuous: DoctorCheck = {
  name: "promiscuous",
  topic: "nics",
  summary: "NICs on bridges take frames that are for guests",
  async examine(sight) {
    const nics = await sight.bridgedNics();
    return nics
      .filter(({ settings }) => settings?.promisc === 0)
      .map(({ node, interface: nic, bridge }) => ({
        severity: "error",
        about: nic.name,
        found: `is on bridge ${bridge.name} and not promiscuous`,
        why: "the NIC drops what comes in for the guests' own addresses, so that nothing from outside gets to them but broadcasts",
        ...byMessage(node, "ether", "setpromisc", 1, 0),
      }));
  },
};
