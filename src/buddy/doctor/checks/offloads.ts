/** Do NICs on bridges leave frames as they are? */
import { OFFLOADS } from "../../plan/nic.ts";
import type { DoctorCheck } from "../check.ts";
import { byIfconfig } from "../remedies.ts";

export const offloads: DoctorCheck = {
  name: "offloads",
  topic: "nics",
  summary: "NICs on bridges do not join, split or filter frames that are for guests",
  async examine(sight) {
    const nics = await sight.bridgedNics();
    return nics.flatMap(({ interface: nic, bridge }) => {
      const on = Object.entries(OFFLOADS).filter(([capability]) =>
        nic.options.includes(capability),
      );
      if (on.length === 0) return [];
      const args = on.map(([, argument]) => argument);
      const remedy = byIfconfig(
        nic.name,
        args,
        args.map((argument) => argument.slice(1)),
      );
      return [
        {
          severity: "error" as const,
          about: nic.name,
          found: `is on bridge ${bridge.name} with ${on.map(([capability]) => capability).join(", ")} on`,
          why: "frames that the NIC joins (LRO) are too long for guests, those that it is to split (TSO) nobody splits on the way to a guest, and a filter for VLANs drops those that only guests know: connections are slow or hang",
          ...remedy,
        },
      ];
    });
  },
};
