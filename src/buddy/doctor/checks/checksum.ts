/** Are checksums right that the host sends to machines by a NIC on their bridge? */
import { CHECKSUM_OFFLOADS } from "../../plan/nic.ts";
import type { DoctorCheck } from "../check.ts";
import { byIfconfig } from "../remedies.ts";

export const checksum: DoctorCheck = {
  name: "checksum",
  topic: "nics",
  summary: "what the host sends to machines has its checksums",
  async examine(sight) {
    return (await sight.bridgedNics()).flatMap(({ interface: nic, bridge }) => {
      const isHostOn = bridge.links.some(
        ({ guest }) =>
          guest.kind === "uplink" && guest.hook === "upper" && guest.interface.name === nic.name,
      );
      const machines = bridge.links.filter(({ guest }) => guest.kind === "vm");
      const on = Object.entries(CHECKSUM_OFFLOADS).filter(([capability]) =>
        nic.options.includes(capability),
      );
      if (!isHostOn || machines.length === 0 || on.length === 0) return [];
      const args = on.map(([, argument]) => argument);
      return [
        {
          severity: "warning" as const,
          about: nic.name,
          found: `is the host's own on bridge ${bridge.name}, where machines are, with ${on.map(([capability]) => capability).join(", ")} on`,
          why: "as soon as its driver begins anew, as after a change of its MTU or options, the host leaves checksums to the NIC, and what it sends to a machine never gets there: TCP and UDP between host and machines fail then, while ping works",
          ...byIfconfig(
            nic.name,
            args,
            args.map((argument) => argument.slice(1)),
          ),
        },
      ];
    });
  },
};
