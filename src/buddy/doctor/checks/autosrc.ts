/** Do NICs on bridges leave the addresses alone that guests send with? */
import type { DoctorCheck } from "../check.ts";
import { byMessage } from "../remedies.ts";

export const autosrc: DoctorCheck = {
  name: "autosrc",
  topic: "nics",
  summary: "NICs on bridges send frames with the guests' own addresses",
  async examine(sight) {
    const nics = await sight.bridgedNics();
    return nics
      .filter(({ settings }) => settings?.autosrc === 1)
      .map(({ node, interface: nic, bridge }) => ({
        severity: "error",
        about: nic.name,
        found: `is on bridge ${bridge.name} and puts its own address on what guests send (autosrc)`,
        why: "answers come to the NIC's address, which is the host's, and never to the guest that asked",
        ...byMessage(node, "ether", "setautosrc", 0, 1),
      }));
  },
};
