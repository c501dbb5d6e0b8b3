/** Are the interfaces up that hang on bridges, and do NICs have a carrier? */
import type { DoctorCheck, Found } from "../check.ts";
import { byIfconfig } from "../remedies.ts";

export const linkdown: DoctorCheck = {
  name: "linkdown",
  topic: "nics",
  summary: "what is on bridges is up, and NICs have a carrier",
  async examine(sight) {
    const found: Found[] = [];
    for (const { interface: nic, bridge } of await sight.bridgedNics()) {
      if (!nic.up)
        found.push({
          severity: "error",
          about: nic.name,
          found: `is on bridge ${bridge.name} and down`,
          why: "nothing goes out or comes in by it, for no guest",
          ...byIfconfig(nic.name, ["up"], ["down"]),
        });
      else if (nic.status !== undefined && nic.status !== "active")
        found.push({
          severity: "error",
          about: nic.name,
          found: `is on bridge ${bridge.name} and says "${nic.status}"`,
          why: "no link: the cable, the switch's port or, in a virtual machine, the hypervisor's switch; no command on this host helps",
          type: [],
        });
    }
    for (const { name, links } of (await sight.topology()).bridges)
      for (const { guest } of links) {
        if (guest.kind !== "host" || guest.interface.up !== false) continue;
        const { inet, inet6 } = guest.interface;
        // Without an address it waits for its jail.
        if (inet.length + inet6.length === 0) continue;
        found.push({
          severity: "error",
          about: guest.interface.name,
          found: `is the host's own on bridge ${name}, has addresses and is down`,
          why: "the host and the guests of the bridge do not reach each other",
          ...byIfconfig(guest.interface.name, ["up"], ["down"]),
        });
      }
    return found;
  },
};
